import { expect, test } from 'vitest';
import { isAtLeast } from '../../src/adapters/library-version.ts';
import { assertDrivable } from '../../src/adapters/pg-boss/load.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import type { PgBossUse } from '../../src/subjects/lease-queue/pg-boss.ts';
import { pgBossPresets, pgBossSystem } from '../../src/subjects/lease-queue/pg-boss.ts';
import { expectSameRun } from './driven.ts';

/** With waits by chance, a clock that moves, and a worker that reports late. */
const commands: readonly LeaseQueueCommand[] = [
  { type: 'submit', job: 'j1', key: null, group: null },
  { type: 'submit', job: 'j2', key: null, group: null },
  { type: 'fetch', worker: 'w1', upTo: 2 },
  { type: 'fail', worker: 'w1', place: 0 },
  { type: 'tick', ms: 1_400 },
  { type: 'fetch', worker: 'w2', upTo: 1 },
  { type: 'tick', ms: 900_001 },
  { type: 'maintain' },
  { type: 'tick', ms: 4_000 },
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'complete', worker: 'w1', place: 0 },
  { type: 'complete', worker: 'w2', place: 0 },
  { type: 'maintain' },
];

test('the same run says the same alone, after a hundred others, and after a restart', async () => {
  const use: PgBossUse = { name: 'pg-boss-backoff', ...pgBossPresets['pg-boss-backoff'] };
  expect(await expectSameRun(pgBossSystem(use), commands)).toContainEqual({ type: 'fetched', jobs: ['j1', 'j2'] });
});

test.each(['12.24.9', '11.1.2', '13.0.0'])('pg-boss %s is refused in one line', (version) => {
  expect(() => assertDrivable({ version })).toThrow(/^pg-boss \S+ is too (?:old|new) for the system pg-boss, .*@12$/);
});

test.each(['12.25.0', '12.38.0', '12.99.0-beta.1'])('pg-boss %s is driven', (version) => {
  expect(() => assertDrivable({ version })).not.toThrow();
});

test('versions are compared by number', () => {
  expect(isAtLeast('12.100.0', '12.35.0')).toBe(true);
  expect(isAtLeast('12.4.0', '12.35.0')).toBe(false);
});
