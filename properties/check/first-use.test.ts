import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsAtFirstUse } from '../../src/check/first-use.ts';
import { validate } from '../../src/check/validate.ts';
import type { DrawnFields } from '../../src/kernel/drawable.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { propertyOf } from '../../src/testing/property-of.ts';
import { accountSubject } from './account.ts';
import { counterSubject, counterSystem } from './counter.ts';

const sound = counterSubject(counterSystem);
const faulty = { ...sound, policies: { floor: { ...sound.policies.floor, protects: ['FLOR'] } } };
const fault = 'policies.floor.protects: there is no invariant FLOR; there is FLOOR, STEPS, ZERO';

describe('the faults of a subject at its first use', () => {
  test('are those of its names', async () => {
    expect(await faultsAtFirstUse(faulty)).toEqual([fault]);
    expect(await faultsAtFirstUse(sound)).toEqual([]);
  });

  test('are looked for once, in a bounded number of states of the smallest scope', async () => {
    const asked: number[] = [];
    const endless: AnySubject = {
      ...sound,
      policies: { floor: { ...sound.policies.floor, protects: ['FLOOR'] } },
      scopes: { small: { most: 1 }, usual: { most: 10 } },
      model: (policies, scope) => ({
        ...sound.model({ floor: true }, { most: Number.MAX_SAFE_INTEGER }),
        recovery: () => [],
        settled: [],
        commands: () => {
          asked.push(scope['most'] ?? 0);
          return policies['floor'] === true ? [{ type: 'up' }] : [];
        },
      }),
    };
    expect(await faultsAtFirstUse(endless)).toEqual([]);
    const first = asked.length;
    expect([await faultsAtFirstUse(endless), asked.length]).toEqual([[], first]);
    expect(first).toBeLessThan(500);
    expect(new Set(asked)).toEqual(new Set([1]));
  });

  test('do not name what larger scopes may have', async () => {
    const outcomes = { up: { moved: 'accepted' }, down: { moved: 'accepted' }, jump: { moved: 'accepted' } } as const;
    expect(await faultsAtFirstUse({ ...sound, outcomes })).toEqual([]);
    expect((await validate({ ...sound, outcomes })).faults).toEqual(['outcomes.jump: no state accepts the command']);
  });

  test('end a property with a line each', async () => {
    const details = await fc.check(propertyOf(faulty), { numRuns: 1, endOnFailure: true });
    expect(details.errorInstance).toMatchObject({ name: 'ConfigurationError', message: `counter: ${fault}` });
  });
});

describe('the faults of drawn fields', () => {
  const account = accountSubject();

  /** The faults of the account with these drawn fields. */
  async function faultsWith(drawn: DrawnFields): Promise<readonly string[]> {
    const subject: AnySubject = { ...account, model: (...given) => ({ ...account.model(...given), drawn }) };
    return (await validate(subject)).faults;
  }

  test('are none where the commands have the fields, and the values are JSON', async () => {
    expect(await faultsWith({ deposit: { amount: fc.nat() }, note: { text: fc.string() } })).toEqual([]);
  });

  test.each<[string, DrawnFields, string]>([
    [
      'a command that no state enables',
      { withdraw: { amount: fc.nat() } },
      'generation.arguments.withdraw: no state enables the command; there is deposit, note',
    ],
    [
      'a field that the command lacks',
      { deposit: { amont: fc.nat() } },
      'generation.arguments.deposit.amont: there is no such field; there is client, amount',
    ],
    [
      'values that are no JSON',
      { note: { text: fc.constant(undefined) } },
      'generation.arguments.note.text: a value is undefined, which is no JSON',
    ],
    [
      'no arbitrary of fast-check',
      { note: { text: JSON.parse('{"maxLength":3}') } },
      'generation.arguments.note.text: it is no arbitrary of fast-check',
    ],
  ])('name %s', async (_, drawn, line) => {
    expect(await faultsWith(drawn)).toEqual([line]);
  });
});
