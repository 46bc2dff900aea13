import { describe, expect, test } from 'vitest';
import { validate } from '../../src/check/validate.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { renderValidation } from '../../src/report/validation.ts';
import { subjects } from '../../src/subjects/index.ts';
import type { CounterSubject } from './counter.ts';
import { counterSubject, counterSystem } from './counter.ts';

const sound = counterSubject(counterSystem);
const { floor } = sound.policies;

/** The faults of the counter with some of it replaced. */
async function faultsWith(altered: Partial<CounterSubject>): Promise<readonly string[]> {
  const subject: AnySubject = { ...sound, ...altered };
  return (await validate(subject)).faults;
}

/** The counter with some of its model replaced. */
function model(alter: (model: ReturnType<CounterSubject['model']>) => object): Partial<CounterSubject> {
  return { model: (...given) => ({ ...sound.model(...given), ...alter(sound.model(...given)) }) };
}

test.each(subjects)('the description of $name has no fault', async (subject) => {
  expect(await validate(subject, { maxStates: 20 })).toEqual({ faults: [], states: expect.any(Number) });
});

describe('a fault is named with its place:', () => {
  test.each<[string, Partial<CounterSubject>, string]>([
    [
      'an invariant that a policy protects and that does not exist',
      { policies: { floor: { ...floor, protects: ['FLOR'] } } },
      'policies.floor.protects: there is no invariant FLOR; there is FLOOR, STEPS, ZERO',
    ],
    [
      'a policy behind one that does not exist',
      { policies: { floor: { ...floor, behind: { policy: 'roof', protects: [] } } } },
      'policies.floor.behind: there is no policy roof; there is floor',
    ],
    [
      'an invariant that a second line of defence protects, and that does not exist',
      { policies: { floor: { ...floor, behind: { policy: 'floor', protects: ['NONE'] } } } },
      'policies.floor.behind.protects: there is no invariant NONE; there is FLOOR, STEPS, ZERO',
    ],
    [
      'the scope of a policy',
      { policies: { floor: { ...floor, scope: 'huge' } } },
      'policies.floor.scope: there is no scope huge; there is usual',
    ],
    [
      'the scope of a coverage goal',
      { coverageGoals: [{ name: 'up', share: { huge: 0.1 }, isReachedBy: () => true }] },
      "scope usual: the coverage goal 'up' of counter names the scope 'huge', which it does not have; it has usual",
    ],
    [
      'two invariants of a name',
      model(({ invariants: [first] }) => ({ invariants: [first, first] })),
      'invariants: two have the name FLOOR',
    ],
    [
      'a step that throws',
      model(() => ({
        step: () => {
          throw new Error('no such worker');
        },
      })),
      'no such worker',
    ],
    [
      'an invariant that throws',
      model(() => ({
        invariants: [
          {
            id: 'FLOOR',
            says: 'It holds.',
            holds: () => {
              throw new Error('no value');
            },
          },
        ],
        settled: [],
      })),
      'the invariant FLOOR throws Error: no value, in {"value":0}',
    ],
    [
      'a model that cannot be made',
      {
        model: () => {
          throw new Error('too few workers');
        },
      },
      'scope usual: the model throws: too few workers',
    ],
    [
      'a claim that a command changes nothing',
      model(() => ({ changesNothing: () => true })),
      'scope usual: a claim of the model of counter about histories is false: {"type":"up"} with the outcome {"type":"moved"}',
    ],
    [
      'a claim about names',
      model(() => ({ names: ({ type }: { readonly type: string }) => [type] })),
      'scope usual: a claim of the model about histories is false: without the name up, {"type":"down"} has another outcome',
    ],
    ['a state that is no JSON', model(() => ({ initial: { value: Number.NaN } })), 'NaN'],
  ])('%s', async (_, altered, fault) => {
    const faults = await faultsWith(altered);
    expect(faults).toContainEqual(expect.stringContaining(fault));
    for (const line of faults) expect(line).not.toContain('\n');
  });

  test('a command that no state accepts, where all states were visited', async () => {
    const outcomes = { up: { moved: 'refused' }, down: { moved: 'accepted' }, jump: { moved: 'accepted' } } as const;
    expect(await faultsWith({ outcomes })).toEqual([
      'outcomes.up: no state accepts the command',
      'outcomes.jump: no state accepts the command',
    ]);
  });
});

test('a report has a line for each fault, or one line without any', () => {
  expect(renderValidation('mine', { faults: [], states: 1200 })).toEqual([
    'mine: no fault in its description (1,200 states visited)',
  ]);
  expect(renderValidation('mine', { faults: ['a: b', 'c: d'], states: 0 })).toEqual(['mine: a: b', 'mine: c: d']);
});
