import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { counter } from '../../../examples/race-calls/counter.ts';
import { lock } from '../../../examples/race-calls/lock.ts';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import type { RacesOptions, RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';

function racesOfExample(subject: AnySubject, system: string, options: Partial<RacesOptions>): Promise<RacesReport> {
  const { ['default']: scope = {} } = subject.scopes;
  return onStage(subject, { system, policies: allPolicies(subject), scope }, (where) =>
    exploreRaces(where, { depth: 0, preemptions: 1, ...options }),
  );
}

test('a counter that is read and then written loses a count, in its second schedule', async () => {
  const { found, schedules } = await racesOfExample(counter, 'app', {});
  expect(found?.violation.kind).toBe('notLinearizable');
  expect(found?.run.steps.map((step) => step.actor).join('')).toBe('abba');
  expect(schedules).toBeLessThanOrEqual(4);
});

test('a counter that counts in one call loses none', async () => {
  const { found, notCounted, isWhole } = await racesOfExample(counter, 'mended', { preemptions: 2 });
  expect([found, notCounted, isWhole]).toEqual([null, {}, true]);
});

const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;
if (!hasRedis) console.log('the tests on Redis are skipped: there is no redis-server');

test.skipIf(!hasRedis)('a lock on Redis whose lease ends between check and write loses a count', async () => {
  const { found } = await racesOfExample(lock, 'app', { atOnce: 3 });
  expect(found?.violation.kind).toBe('notLinearizable');
  expect(found?.preemptions).toBe(1);
  expect(found?.race.atOnce.map(({ actor }) => actor)).toEqual(['a', 'b', 'clock']);
});

test.skipIf(!hasRedis)('where Redis looks who holds the lock in the call that writes, none is lost', async () => {
  const { found, notCounted, isWhole } = await racesOfExample(lock, 'mended', { atOnce: 3 });
  expect([found, notCounted, isWhole]).toEqual([null, {}, true]);
});
