import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditedEndings } from '../../src/check/audit.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { explore } from '../../src/explore/explore.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { firstDisabled, walkAsHappened } from '../../src/kernel/interpreter.ts';
import type { Command, Model, Outcome, System } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { minimise } from '../../src/minimise/minimise.ts';
import { shows } from '../../src/minimise/violations.ts';
import { truthOf } from './brute-force.ts';
import type { Choice } from './open-models.ts';
import { movesOf, openModelOfTable } from './open-models.ts';
import { outcomeOf } from './random-models.ts';
import type { ModelTable } from './random-models.ts';
import { modelTables } from './random-models.ts';

test('an exploration takes every ending, with the shortest runs of brute force', async () => {
  let runs = 0;
  const property = fc.asyncProperty(modelTables(7), async (table) => {
    const model = openModelOfTable(table);
    const found = await explore(model);
    const truth = truthOf(table);
    expect({
      statesPerDepth: found.statesPerDepth,
      generatedStates: found.generatedStates,
      outcomes: found.outcomes,
      violations: Object.fromEntries(
        found.violations.map(({ violation, commands }) => [violation.name, commands.length]),
      ),
      longestRecovery: found.longestRecovery,
    }).toEqual(truth);
    for (const { commands, outcomes, violation } of found.violations) {
      runs += 1;
      expect(firstDisabled(model, commands)).toBeNull();
      const way = walkAsHappened(model, commands, outcomes ?? [], violation.name);
      expect(way?.map(({ outcome }) => outcome.type)).toEqual(outcomes);
      const last = way?.at(-1);
      if (violation.kind !== 'invariant' || last === undefined) continue;
      const step = { before: { at: last.before.at }, after: { at: last.after.at } };
      const invariant = model.invariants.find(({ id }) => id === violation.name);
      const holds =
        invariant !== undefined &&
        ('holds' in invariant
          ? invariant.holds(step.after)
          : invariant.holdsAcross(step.before, last.command, last.outcome, step.after));
      expect(holds).toBe(false);
    }
  });
  await fc.assert(property, { numRuns: 400, seed: 2 });
  expect(runs).toBeGreaterThan(100);
});

/** The result of a command of a history: the type of its outcome, and what the system shows after it. */
interface Seen {
  readonly command: Choice;
  readonly outcome: string;
  readonly shown: number;
}

const parity = ({ at }: { readonly at: number }): number => at % 2;

/** Whether some endings explain a history, found the plain way: one ending after the other. */
function isExplained(table: ModelTable, history: readonly Seen[], at = 0): boolean {
  const [next, ...rest] = history;
  if (next === undefined) return true;
  const moves = movesOf(table, at, next.command);
  const after =
    moves.length === 0 ? [{ to: at, outcome: 'nothing' }] : moves.map(({ to }) => ({ to, outcome: outcomeOf(at, to) }));
  return after.some(
    ({ to, outcome }) => outcome === next.outcome && to % 2 === next.shown && isExplained(table, rest, to),
  );
}

/** Histories of a table, of which some were changed in one place. */
function histories(table: ModelTable): fc.Arbitrary<Seen[]> {
  const command = fc.record({ type: fc.constantFrom('go', 'jump', 'stay') });
  const step = fc.record({ command, ending: fc.nat(5) });
  const change = fc.option(fc.record({ index: fc.nat(5), shown: fc.nat(1), outcome: fc.nat(2) }));
  return fc.tuple(fc.array(step, { maxLength: 6 }), change).map(([steps, changed]) => {
    let at = 0;
    return steps.map(({ command: choice, ending }, index): Seen => {
      const moves = movesOf(table, at, choice);
      const to = moves[ending % Math.max(1, moves.length)]?.to ?? at;
      const outcome = moves.length === 0 ? 'nothing' : outcomeOf(at, to);
      at = to;
      if (changed?.index !== index) return { command: choice, outcome, shown: to % 2 };
      return { command: choice, outcome: `outcome ${changed.outcome}`, shown: changed.shown };
    });
  });
}

function playback(history: readonly Seen[]): System<Choice, Outcome, never> {
  let taken = 0;
  return {
    perform: async () => ({ type: history[(taken += 1) - 1]?.outcome ?? '' }),
    view: async () => (taken === 0 ? 0 : history[taken - 1]?.shown) as never,
    close: async () => undefined,
  };
}

test('a lockstep accepts a history exactly if some endings explain it', async () => {
  const verdicts = { accepted: 0, refused: 0 };
  const cases = modelTables(6).chain((table) => histories(table).map((history) => ({ table, history })));
  const property = fc.asyncProperty(cases, async ({ table, history }) => {
    const model = { ...openModelOfTable(table), invariants: [], settled: [] };
    const accepted = await (async () => {
      const lockstep = await startLockstep(model, playback(history), { observation: { observe: parity } });
      for (const { command } of history) await lockstep.perform(command);
      return true;
    })().catch((error: unknown) => {
      if (error instanceof ViolationFound) return false;
      throw error;
    });
    expect(accepted).toBe(isExplained(table, history));
    verdicts[accepted ? 'accepted' : 'refused'] += 1;
  });
  await fc.assert(property, { numRuns: 1_500, seed: 3 });
  expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(200);
});

test('a minimised run shows the violation on every way that is left', async () => {
  let minimised = 0;
  const runs = fc.array(fc.constantFrom<Choice>({ type: 'go' }, { type: 'jump' }, { type: 'stay' }), { maxLength: 8 });
  const property = fc.asyncProperty(modelTables(6), runs, async (table, commands) => {
    const model = openModelOfTable(table);
    for (const { id: name } of model.invariants) {
      const finding = { kind: 'invariant', name } as const;
      if (firstDisabled(model, commands) !== null || !shows(model, commands, finding)) continue;
      const short = await minimise(model, commands, (run) => shows(model, run, finding));
      expect(shows(model, short, finding)).toBe(true);
      expect(firstDisabled(model, short)).toBeNull();
      expect(short.length).toBeLessThanOrEqual(commands.length);
      minimised += 1;
    }
  });
  await fc.assert(property, { numRuns: 1_500, seed: 4 });
  expect(minimised).toBeGreaterThan(50);
});

test('an ending may share parts with the state from which it comes', async () => {
  interface Waiting {
    nowMs: number;
    deadlines: { atMs: number }[];
  }
  const plain: Model<Waiting, Command, Outcome, Waiting> = {
    name: 'waiting',
    initial: { nowMs: 0, deadlines: [{ atMs: 30 }] },
    commands: ({ nowMs }) => [...(nowMs < 30 ? [{ type: 'tick' }] : []), { type: 'wait' }],
    step(draft, { type }) {
      if (type === 'tick') draft.nowMs += 10;
      else if (draft.deadlines.length < 3) draft.deadlines.push({ atMs: draft.nowMs + 30 });
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [],
    recovery: () => [],
    settled: [],
    instants: (state) => ({
      clock: [state, 'nowMs'],
      deadlines: state.deadlines.map((deadline) => [deadline, 'atMs'] as const),
    }),
  };
  const sharing: typeof plain = {
    ...plain,
    endings: ({ nowMs, deadlines }, command) => {
      if (command.type !== 'tick') return [stepOnCopy(plain, { nowMs, deadlines }, command)];
      return [{ state: { nowMs: nowMs + 10, deadlines }, outcome: { type: 'done' } }];
    },
  };
  const [one, other] = await Promise.all([explore(plain), explore(sharing)]);
  expect(other.statesPerDepth).toEqual(one.statesPerDepth);
  expect(other.digest).toBe(one.digest);
});

describe('a model whose endings are wrong is named', () => {
  const table: ModelTable = {
    commands: [
      [
        { type: 'go', to: 1 },
        { type: 'go', to: 2 },
      ],
      [],
      [],
    ],
    recoveries: [[], [], []],
    violatingStates: [],
    violatingSteps: [],
    violatingEnds: [],
    longestRecovery: null,
  };
  const model = openModelOfTable(table);
  const go: Choice = { type: 'go' };

  test.each<[string, Partial<typeof model>, string]>([
    ['where a command has no ending', { endings: () => [] }, 'the model of table gives no ending for {"type":"go"}'],
    [
      'where the ending of step is left out',
      { endings: (state, command) => model.endings?.(state, command).slice(1) ?? [] },
      'the ending of step',
    ],
    [
      'where the list throws',
      {
        endings: () => {
          throw new RangeError('no such thing');
        },
      },
      'the model of table throws where it lists the endings of {"type":"go"}: RangeError: no such thing',
    ],
    ['where there is no list', { endings: () => 7 as never }, 'the model of table gives no list of endings for'],
    [
      'where an ending has no outcome',
      { endings: (state) => [{ state } as never] },
      'the model of table gives an ending without an outcome for {"type":"go"}',
    ],
  ])('%s', async (_, change, message) => {
    const wrong = { ...model, ...change };
    await expect(explore(wrong)).rejects.toThrow(message);
    expect(() => auditedEndings(wrong, model.initial, go)).toThrow(message);
  });
});
