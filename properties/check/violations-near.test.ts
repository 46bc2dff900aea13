import { describe, expect, test } from 'vitest';
import { neighbourhood } from '../../src/check/neighbourhood.ts';
import { violationsNear } from '../../src/check/violations-near.ts';
import { readFailureModes, policyRunsAmong } from '../../src/corpus/failure-modes.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { violationsOf } from '../../src/minimise/violations.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const modes = await readFailureModes(new URL('../../failure_modes', import.meta.url).pathname);
const runs = policyRunsAmong(modes).map(({ id, subject: name, without, scope, commands }) => {
  const subject = subjectOf(name);
  return { id, commands, model: subject.model(policiesWithout(subject, without), scope) };
});

/** What `violationsNear` says, come by as it is defined: run by run, each from the beginning. */
function oneByOne(
  model: Model<unknown, Command, Outcome, unknown>,
  commands: readonly Command[],
  further: number,
): ReturnType<typeof violationsNear> {
  const near = [...neighbourhood(model, commands, further)];
  return { runs: near.length, breaking: near.filter((run) => violationsOf(model, run).length > 0) };
}

describe('the violations of a neighbourhood are those of its runs, checked one by one', () => {
  test.each(runs)('around $id, with its policies off', ({ model, commands }) => {
    const near = violationsNear(model, commands, 1);
    expect(near).toEqual(oneByOne(model, commands, 1));
    expect(near.breaking.length).toBeGreaterThan(0);
    expect(near.breaking.length).toBeLessThan(near.runs);
  });

  test('two commands further as well', () => {
    for (const { model, commands } of runs.slice(0, 2)) {
      expect(violationsNear(model, commands, 2)).toEqual(oneByOne(model, commands, 2));
    }
  });

  test('a run that a command more would mend is one of them', () => {
    const model: Model<{ owed: number }, Command, Outcome, { owed: number }> = {
      name: 'debt',
      initial: { owed: 0 },
      commands: () => [{ type: 'flip' }],
      step: (draft) => {
        draft.owed = 1 - draft.owed;
        return { type: 'flipped' };
      },
      view: (state) => ({ ...state }),
      invariants: [],
      recovery: () => [],
      settled: [{ id: 'PAID', says: 'Nothing is owed.', holds: ({ owed }) => owed === 0 }],
    };
    const flip = { type: 'flip' };
    expect(violationsNear(model, [], 2)).toEqual({ runs: 3, breaking: [[flip]] });
    expect([...neighbourhood(model, [], 2)]).toEqual([[], [flip], [flip, flip]]);
  });

  test('a step is judged also where another step led to the same state', () => {
    const model: Model<{ at: number }, Command, Outcome, { at: number }> = {
      name: 'two ways',
      initial: { at: 0 },
      commands: ({ at }) => [{ type: 'walk' }, ...(at === 0 ? [{ type: 'jump' }] : [])],
      step: (draft) => {
        draft.at += 1;
        return { type: 'done' };
      },
      view: (state) => ({ ...state }),
      invariants: [{ id: 'WALKS', says: 'No jump.', holdsAcross: (_, { type }) => type !== 'jump' }],
      recovery: () => [],
      settled: [],
    };
    expect(violationsNear(model, [], 2)).toEqual(oneByOne(model, [], 2));
  });

  test('where the initial state breaks something, every run does', () => {
    for (const { model, commands } of runs.slice(0, 1)) {
      const never = { id: 'NEVER', says: 'never', holds: () => false };
      const { runs: count, breaking } = violationsNear({ ...model, invariants: [never] }, commands, 1);
      expect(breaking).toHaveLength(count);
    }
  });
});
