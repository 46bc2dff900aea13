import { expect, test } from 'vitest';
import type { Command } from '../../src/kernel/model.ts';
import type { RacingActor } from '../../src/kernel/race.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { findInRace } from '../../src/race/find-in-race.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { leaseQueue } from '../../src/subjects/lease-queue/subject.ts';

const scope = { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 0 };
const submit = (job: string, group: string | null): Command => ({ type: 'submit', job, key: null, group }) as Command;
const fetchOne = (worker: string): RacingActor => ({
  actor: worker,
  commands: [{ type: 'fetch', worker, upTo: 1 } as Command],
});

/** Two fetches at once, after two jobs of the same group. */
async function raceFetches(system: string, group: string | null) {
  const subject = leaseQueue as unknown as AnySubject;
  const race = {
    before: [submit('j1', group), submit('j2', group)],
    atOnce: [fetchOne('w1'), fetchOne('w2')],
  };
  return onStage(subject, { system, policies: {}, scope }, async (where) => {
    await where.stage.admit(['client1', 'client2', 'w1', 'w2']);
    let strayed = 0;
    const search = await findInRace(where, race, 1, (schedule) => {
      if (schedule.strayed !== null) strayed += 1;
      return true;
    });
    return { ...search, strayed };
  });
}

test('pg-boss 12.38.0: two fetches at once exceed the limit of a group', async () => {
  const { found, strayed } = await raceFetches('pg-boss-groups', 'g1');
  expect(strayed).toBe(0);
  expect(found?.violation).toMatchObject({ kind: 'notLinearizable', promise: 'groupHeld' });
  expect(found?.preemptions).toBe(1);
});

test('pg-boss: two fetches at once of jobs without a group keep every promise', async () => {
  const { found, strayed, before } = await raceFetches('pg-boss', null);
  expect({ found, strayed }).toEqual({ found: null, strayed: 0 });
  expect(before).toBeGreaterThan(2);
});
