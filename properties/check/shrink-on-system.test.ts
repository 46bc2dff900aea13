import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordOtherFindings } from '../../src/check/other-findings.ts';
import { shrinkOnSystem } from '../../src/check/shrink-on-system.ts';
import type { CertifiedRun } from '../../src/check/shrinking.ts';
import type { DrawnFields } from '../../src/kernel/drawable.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Run, ViolatingRun } from '../../src/kernel/run.ts';
import type { Violation } from '../../src/kernel/violation.ts';
import type { CounterCommand, CounterView } from './counter.ts';
import { counterModel, counterSystem } from './counter.ts';

type Alter = (value: number, command: CounterCommand) => number;

const up: CounterCommand = { type: 'up' };
const down: CounterCommand = { type: 'down' };
const wrongUp: Violation = {
  kind: 'divergence',
  name: 'view.value',
  where: 'up',
  at: 3,
  side: 'system',
  details: '',
};
const wrongDown: Violation = { ...wrongUp, where: 'down' };

/** Wrong on the way up at 4. */
const atFour: Alter = (value, { type }) => (type === 'up' && value === 4 ? 5 : value);
/** Wrong on the way down at 1. */
const atOne: Alter = (value, { type }) => (type === 'down' && value === 1 ? 5 : value);

interface Shrunk {
  readonly short: CertifiedRun<CounterCommand>;
  readonly improved: readonly Run<CounterCommand>[];
  readonly others: readonly ViolatingRun<CounterCommand>[];
  /** How often other work was let through. */
  readonly yields: number;
}

interface Options {
  readonly alter: Alter;
  readonly maxDrives?: number;
  readonly jumps?: readonly number[];
  readonly drawn?: DrawnFields;
  readonly laneOf?: (command: CounterCommand) => string;
}

/** Shrinks the run to a violation that only a counter that is altered so shows. */
async function shrink(
  found: ViolatingRun<CounterCommand>,
  { alter, maxDrives = 100, jumps = [], drawn = {}, laneOf = () => '' }: Options,
): Promise<Shrunk> {
  const counter = counterModel({ floor: true }, { most: 10 });
  const commands = (state: CounterView): CounterCommand[] => [
    ...counter.commands(state),
    ...(state.value === 0 ? jumps.map((to): CounterCommand => ({ type: 'jump', to })) : []),
  ];
  const others = recordOtherFindings<CounterCommand>(found.violation);
  const improved: Run<CounterCommand>[] = [];
  let yields = 0;
  const short = await shrinkOnSystem(
    { model: { ...counter, commands, drawn }, open: async () => counterSystem(alter), laneOf },
    found,
    { maxDrives, yieldToEvents: async () => void (yields += 1) },
    { others, improved: (run) => void improved.push(run) },
  );
  return { short, improved, others: others.all(), yields };
}

function reasonOf({ short: { certificate } }: Shrunk): string {
  return certificate.kind === 'locally minimal' ? certificate.reason : certificate.kind;
}

const onlySystem = 'only the system shows it, and it may keep more than the model knows; ';
const fourUps = { commands: [up, up, up, up], violation: wrongUp };

describe('a run to what only the system shows', () => {
  test('is shrunk to commands that all are needed, and each better run is reported', async () => {
    const shrunk = await shrink({ ...fourUps, commands: [up, down, ...fourUps.commands, down] }, { alter: atFour });
    expect(shrunk.short.commands).toEqual(fourUps.commands);
    expect(shrunk.improved.at(-1)).toEqual({ commands: fourUps.commands });
    expect(shrunk.yields).toBeGreaterThan(shrunk.improved.length);
  });

  test('is as simple as can be for those who act', async () => {
    const isWrong: Alter = (value, { type }) => (type === 'down' && value === 2 ? 7 : value);
    const commands = [up, down, up, up, up, down];
    const found = { commands, violation: wrongDown };
    let asked = 0;
    const { short } = await shrink(found, { alter: isWrong, laneOf: ({ type }) => ((asked += 1), type) });
    expect(short.commands).toEqual([up, up, up, down]);
    expect(asked).toBeGreaterThan(0);
  });

  test('names what else it shows while it is shrunk', async () => {
    const both: Alter = (value, command) => (command.type === 'down' && value === 0 ? 7 : atFour(value, command));
    const { others, short } = await shrink({ ...fourUps, commands: [up, up, down, up, up, up] }, { alter: both });
    expect(short.commands).toEqual(fourUps.commands);
    expect(others).toMatchObject([{ violation: { where: 'down', name: 'view.value' } }]);
  });
});

describe('the shorter ways through the states of the model', () => {
  test('are all driven, where none shows it', async () => {
    const shrunk = await shrink(fourUps, { alter: atFour });
    expect(reasonOf(shrunk)).toBe(
      `${onlySystem}all 6 shorter ways through the model’s states were driven, and none shows it`,
    );
  });

  test('have one value of each drawn field', async () => {
    const drawn = { jump: { to: fc.nat() }, up: { by: fc.nat(), how: fc.nat() } };
    expect(reasonOf(await shrink(fourUps, { alter: atFour, drawn }))).toMatch(
      / were driven, and none shows it, with one value of jump\.to, up\.by, up\.how$/,
    );
  });

  test('are driven up to the number that is given', async () => {
    expect(reasonOf(await shrink(fourUps, { alter: atFour, maxDrives: 5 }))).toBe(
      `${onlySystem}the first 5 shorter ways through the model’s states were driven, and none shows it`,
    );
    expect(reasonOf(await shrink(fourUps, { alter: atFour, maxDrives: 6 }))).toMatch(/ all 6 shorter ways /);
    expect(reasonOf(await shrink(fourUps, { alter: atFour, maxDrives: 0 }))).toBe(
      `${onlySystem}no shorter way was driven`,
    );
  });

  test('are none where the run has one command', async () => {
    const isWrong: Alter = (value) => value + 1;
    const shrunk = await shrink({ commands: [up], violation: wrongUp }, { alter: isWrong });
    expect(shrunk.short.commands).toEqual([up]);
    expect(reasonOf(shrunk)).toBe(`${onlySystem}no run is shorter`);
  });

  test('lead to the finding by other commands, and that run is made simple in turn', async () => {
    const everyFour: Alter = (value) => (value >= 4 ? value + 1 : value);
    const { where: _where, ...anywhere } = wrongUp;
    const actors = new Set<string>();
    const shrunk = await shrink(
      { ...fourUps, violation: anywhere },
      { alter: everyFour, jumps: [9, 4], laneOf: ({ type }) => (actors.add(type), type) },
    );
    expect(shrunk.short.commands).toEqual([{ type: 'jump', to: 4 }]);
    // The order by actors counts for the run by other commands, too.
    expect(actors).toContain('jump');
    expect(reasonOf(shrunk)).toBe(
      `${onlySystem}of 3 shorter ways through the model’s states than the one found first, the last leads here`,
    );
  });

  test('are counted with their thousands apart', async () => {
    const jumps = Array.from({ length: 1_100 }, (_, at) => -1 - at);
    const shrunk = await shrink(fourUps, { alter: atFour, jumps, maxDrives: 1_002 });
    expect(reasonOf(shrunk)).toMatch(/the first 1,002 shorter ways/);
  });
});

describe('what shows in a recovery', () => {
  test('counts where the run that was found shows it there, and its recovery is reported', async () => {
    const found = { commands: [up, up, up], recovery: [down, down], violation: wrongDown };
    const { short, improved } = await shrink(found, { alter: atOne });
    expect(short.commands).toEqual([up, up]);
    expect(improved.at(-1)).toEqual({ commands: [up, up], recovery: [down] });
  });

  test('does not count where the run that was found shows it itself', async () => {
    const { short, others } = await shrink({ commands: [up, up, down], violation: wrongDown }, { alter: atOne });
    expect(short.commands).toEqual([up, up, down]);
    expect(others).toEqual([]);
  });
});

describe('a violation of a model in which commands have several endings', () => {
  /** `up` goes up by one, or by as much as is asked; the system goes up by one. */
  async function certificateOf(violation: Partial<Violation>, { by = 1, most = 10 } = {}): Promise<string> {
    const counter = counterModel({ floor: true }, { most });
    const model: typeof counter = {
      ...counter,
      endings: (state, command) => [
        stepOnCopy(counter, state, command),
        ...(command.type === 'up' ? [{ state: { value: state.value + by }, outcome: { type: 'moved' } as const }] : []),
      ],
      invariants: [{ id: 'LOW', says: 'It is below three.', holds: ({ value }) => value < 3 }],
      recovery: ({ value }) => (value > 2 ? [down] : []),
      settled: [{ id: 'ZERO', says: 'It ends at zero.', holds: ({ value }) => value !== 1 }],
      longestRecovery: 1,
    };
    const found = { commands: [up, up, up, up], violation: { ...wrongUp, side: 'both', ...violation } as const };
    const { certificate } = await shrinkOnSystem(
      { model, open: async () => counterSystem(), laneOf: () => '' },
      found,
      { maxDrives: 100, yieldToEvents: async () => undefined },
      { others: recordOtherFindings(found.violation), improved: () => undefined },
    );
    return `${certificate.kind}: ${certificate.kind === 'minimal' ? certificate.exploredDepth : certificate.reason}`;
  }

  test('has a minimal run where exploring every ending finds no shorter one', async () => {
    expect(await certificateOf({ kind: 'invariant', name: 'LOW' })).toBe('minimal: 2');
    expect(await certificateOf({ kind: 'settled', name: 'ZERO' })).toBe('minimal: 0');
    expect(await certificateOf({ kind: 'endless', name: 'recovery', side: 'model' })).toBe('minimal: 3');
  });

  test('has no minimal run where an ending that the system did not take is shorter', async () => {
    expect(await certificateOf({ kind: 'invariant', name: 'LOW' }, { by: 2 })).toBe(
      'locally minimal: exploring finds a run of 2 commands, by endings that the system did not take',
    );
  });

  test('is none that only systems show', async () => {
    for (const kind of ['divergence', 'systemError'] as const)
      await expect(certificateOf({ kind })).rejects.toThrow(new TypeError(`${kind} is no violation of a model`));
  });
});
