import { expect, test } from 'vitest';
import { explore } from '../../../src/explore/explore.ts';
import type { Scope } from '../../../src/kernel/subject.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import { subjects } from '../../../src/subjects/index.ts';
import { withAlteredModel } from '../altered-model.ts';
import { scopeOf } from '../../subjects/worlds.ts';

/** It takes two jobs to be out of order, and no more than one worker; two saves, and no transfer. */
const scopes: Readonly<Record<string, Scope>> = {
  INV_006: { workers: 1, jobs: 2, faults: 0, attempts: 3, inFlight: 0, retries: 0 },
  INV_205: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 0,
    writes: 2,
    messages: 2,
    repeats: 0,
    active: 1,
    throttledFrom: 0,
    faults: 0,
    members: 0,
  },
};

const structural = subjects.flatMap((subject) => {
  const { invariants, settled } = subject.model(allPolicies(subject), scopeOf(subject, 'small'));
  return [...invariants, ...settled].flatMap(({ id, brokenBy }) =>
    brokenBy === undefined ? [] : [{ subject, id, brokenBy }],
  );
});

test('there are invariants that the structure holds', () => {
  expect(structural.map(({ id }) => id)).toEqual(['INV_005', 'INV_006', 'INV_108', 'INV_109', 'INV_205']);
});

test.each(structural)('$id alone is violated where $brokenBy.says', async ({ subject, id, brokenBy }) => {
  await withAlteredModel(subject, [brokenBy], async (altered) => {
    const found = await explore(altered(allPolicies(subject), scopes[id] ?? scopeOf(subject, 'small')));
    expect(found.isComplete).toBe(true);
    expect(found.violations.map(({ violation }) => violation.name)).toEqual([id]);
  });
});
