import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { resolutionModel } from '../../src/model/authority/resolution/model.ts';
import { hasSeen, resolve } from '../../src/model/authority/resolution/resolve.ts';
import type { Copy, ResolutionPolicies } from '../../src/model/authority/resolution/state.ts';
import { expectQuoted } from '../quoted.ts';

const all: ResolutionPolicies = {
  fence: true,
  pause: true,
  causality: true,
  setAside: true,
  merge: true,
  flag: true,
};

async function violationsWithout(...off: (keyof ResolutionPolicies)[]): Promise<string[]> {
  const policies = { ...all, ...Object.fromEntries(off.map((name) => [name, false])) };
  const found = await explore(resolutionModel(policies, { writes: 1 }));
  expect(found.isComplete).toBe(true);
  return found.violations.map(({ violation }) => violation.name).toSorted();
}

describe('a split brain that is resolved', () => {
  test('violates no invariant in any state, in any order of its steps', async () => {
    const found = await explore(resolutionModel(all, { writes: 1 }));
    expect(found).toMatchObject({ isComplete: true, violations: [] });
    expect(found.distinctStates).toBe(715);
    expectQuoted('docs/subjects/authority.md', `all of the model’s ${found.distinctStates} states`);
  });

  test.each([
    ['fence', ['RES_1']],
    ['pause', ['RES_2']],
    ['causality', ['RES_3']],
    ['setAside', ['RES_1']],
    ['merge', ['RES_4']],
    ['flag', ['RES_5']],
  ] as const)('%s is needed', async (policy, violations) => {
    expect(await violationsWithout(policy)).toEqual(violations);
  });

  test('loses an acknowledged write where the last write wins, as the document has it', async () => {
    const policies = { ...all, setAside: false };
    const { violations } = await explore(resolutionModel(policies, { writes: 1 }));
    const lost = violations.find(({ violation }) => violation.name === 'RES_1');
    // A write on either side, and then what the document says is done.
    expect(lost?.commands.filter(({ type }) => ['write', 'take', 'give'].includes(type))).toHaveLength(2);
  });
});

test('one that was noticed and not resolved is caught', () => {
  const { settled, initial } = resolutionModel(all, { writes: 1 });
  expect(settled.map(({ id, holds }) => [id, holds(initial)])).toEqual([['RES_6', false]]);
});

const copies = fc.array(
  fc.record({
    clock: fc.record({ s1: fc.nat(3), s2: fc.nat(3), s3: fc.nat(3) }),
    writtenAtMs: fc.nat(5),
    items: fc.uniqueArray(fc.constantFrom('i1', 'i2', 'i3')).map((items) => items.toSorted()),
  }),
  { minLength: 2, maxLength: 4 },
);

test('resolving copies loses no write and no item, and keeps the copy that saw all', () => {
  const property = fc.property(copies, (claims: Copy[]) => {
    const result = resolve(all, claims, []);
    const unseen = claims.filter(({ clock }) => !hasSeen(result.clock, clock));
    expect(unseen.filter((claim) => !result.setAside.includes(claim))).toEqual([]);
    expect(result.items).toEqual(expect.arrayContaining(unseen.flatMap(({ items }) => items)));
    const causal = claims.filter(({ clock }) => claims.every((other) => hasSeen(clock, other.clock)));
    expect(causal.filter(({ clock }) => !hasSeen(result.clock, clock))).toEqual([]);
    expect(new Set(result.items).size).toBe(result.items.length);
  });
  fc.assert(property, { numRuns: 500, seed: 1 });
});
