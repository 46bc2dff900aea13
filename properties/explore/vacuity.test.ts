import { describe, expect, test } from 'vitest';
import type { AblationRow } from '../../src/explore/ablate.ts';
import { ablate } from '../../src/explore/ablate.ts';
import type { Vacuity } from '../../src/explore/vacuity.ts';
import { vacuityOf } from '../../src/explore/vacuity.ts';
import type { CounterSubject } from '../check/counter.ts';
import { counterModel, counterSubject, counterSystem } from '../check/counter.ts';

const scope = { most: 3 };
const violatedWhere = 'it leaps';

/** The counter, which is sound once up can be refused and what nothing breaks says what does. */
const listed: Required<CounterSubject>['outcomes'] = {
  up: { moved: 'accepted', refused: 'refused' },
  down: { moved: 'accepted', refused: 'refused' },
  jump: { moved: 'accepted', refused: 'refused' },
};
const sound: CounterSubject = {
  ...counterSubject(counterSystem),
  outcomes: listed,
  manualRuns: [{ commands: [{ type: 'jump', to: 2 }] }, { commands: [{ type: 'jump', to: 9 }] }],
  model: (policies, size) => {
    const model = counterModel(policies, size);
    return {
      ...model,
      commands: () => [{ type: 'up' }, { type: 'down' }],
      step(draft, command) {
        if (command.type === 'up' && draft.value >= size.most) return { type: 'refused' };
        if (command.type === 'down' && draft.value <= -size.most) return { type: 'refused' };
        if (command.type === 'jump' && command.to > size.most) return { type: 'refused' };
        return model.step(draft, command);
      },
      invariants: model.invariants.map((one) => Object.assign({}, one, one.id === 'STEPS' && { violatedWhere })),
      recovery: () => [],
    };
  },
};

async function judge(changes: Partial<CounterSubject>, maxStates = 100): Promise<Vacuity> {
  const subject = { ...sound, ...changes };
  const rows = await ablate(subject, { scope, atOnce: 1, maxStates });
  return vacuityOf(subject, rows);
}

test('a subject in which everything shows something has no findings', async () => {
  expect(await judge({})).toEqual({
    isComplete: true,
    findings: [],
    commands: 3,
    outcomes: 6,
    manualRuns: ['jump: moved', 'jump: refused'],
    heldByStructure: [{ name: 'STEPS', violatedWhere }],
  });
});

describe('what shows nothing is found:', () => {
  /** The model, with some of it replaced. */
  function altered(alter: (model: ReturnType<CounterSubject['model']>) => object): Partial<CounterSubject> {
    return { model: (...given) => ({ ...sound.model(...given), ...alter(sound.model(...given)) }) };
  }

  test.each<[string, Partial<CounterSubject>, object[]]>([
    [
      'a command that is never refused',
      { outcomes: { ...listed, up: { moved: 'accepted', refused: 'unknown' } } },
      [{ kind: 'neverRefused', of: 'up' }],
    ],
    [
      'a command that is never accepted, and an outcome that never occurs',
      { manualRuns: [{ commands: [{ type: 'jump', to: 9 }] }] },
      [
        { kind: 'neverAccepted', of: 'jump' },
        { kind: 'neverOccurs', of: 'jump: moved' },
      ],
    ],
    [
      'an outcome that occurs and is not listed',
      altered((model) => ({
        step: (draft: { value: number }, command: { type: 'up' }) =>
          draft.value === 2 ? { type: 'bored' } : model.step(draft, command),
      })),
      [
        { kind: 'neverRefused', of: 'up' },
        { kind: 'neverOccurs', of: 'up: refused' },
        { kind: 'unlisted', of: 'down: bored' },
        { kind: 'unlisted', of: 'up: bored' },
      ],
    ],
    [
      'an invariant that never falls',
      altered(({ invariants }) => ({
        invariants: [...invariants, { id: 'TRUE', says: 'Anything goes.', holds: () => true }],
      })),
      [{ kind: 'neverViolated', of: 'TRUE' }],
    ],
    [
      'an invariant that a policy holds, and that names a change as if none did',
      altered(({ invariants }) => ({ invariants: invariants.map((one) => Object.assign({}, one, { violatedWhere })) })),
      [{ kind: 'violatedAnyway', of: 'FLOOR' }],
    ],
  ])('%s', async (_, changes, findings) => {
    expect((await judge(changes)).findings).toEqual(findings);
  });
});

test('an invariant violated with a policy off is not held by the structure', async () => {
  const model: CounterSubject['model'] = (...given) => {
    const { invariants, ...rest } = sound.model(...given);
    return { ...rest, invariants: invariants.map((one) => Object.assign({}, one, { violatedWhere })) };
  };
  expect((await judge({ model })).heldByStructure).toEqual([{ name: 'STEPS', violatedWhere }]);
});

describe('of the rows of an ablation', () => {
  const rows = ablate(sound, { scope, atOnce: 1, maxStates: 100 });
  const larger = { most: 5 };

  test('one that was stopped is enough for the whole to be incomplete', async () => {
    const [shipped = expect.fail(), ...others] = await rows;
    const stopped = others.map((row) => Object.assign({}, row, { isComplete: false }));
    expect(vacuityOf(sound, [shipped, ...stopped])).toMatchObject({ isComplete: false, findings: [] });
  });

  test('manual runs take place in the scopes with all policies on, each invariant once', async () => {
    const manualRuns = [{ commands: [{ type: 'jump', to: 4 } as const] }];
    const [shipped = expect.fail(), ...others] = await rows;
    const off = others.map((row) => Object.assign({}, row, { scope: larger }));
    const never = vacuityOf({ ...sound, manualRuns }, [shipped, ...off]);
    expect(never.findings).toEqual([
      { kind: 'neverAccepted', of: 'jump' },
      { kind: 'neverOccurs', of: 'jump: moved' },
    ]);
    const both = vacuityOf({ ...sound, manualRuns }, [shipped, { ...shipped, scope: larger }, ...off]);
    expect(both).toMatchObject({ findings: [], heldByStructure: [{ name: 'STEPS' }] });
  });
});

test('where an exploration was stopped, what was not seen is not judged', async () => {
  const silent = { manualRuns: [] };
  expect((await judge(silent)).findings).not.toEqual([]);
  expect(await judge(silent, 2)).toMatchObject({ isComplete: false, findings: [] });
  const none: AblationRow[] = [];
  expect(vacuityOf(sound, none as never).isComplete).toBe(false);
});

test('without a list of outcomes no command is vacuous, and outcomes are counted', async () => {
  const { outcomes: _listed, ...unlisted } = sound;
  const judged = vacuityOf(unlisted, await ablate(unlisted, { scope, atOnce: 1, maxStates: 100 }));
  const withList = vacuityOf(sound, await ablate(sound, { scope, atOnce: 1, maxStates: 100 }));
  expect(judged).toMatchObject({ findings: [], commands: withList.commands, outcomes: withList.outcomes });
});
