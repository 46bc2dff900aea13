import { describe, expect, test } from 'vitest';
import type { BullMqModule } from '../../src/adapters/bullmq/module.ts';
import { postgresStore } from '../../src/adapters/bullmq/postgres-store.ts';
import type { BullMqPresetName } from '../../src/adapters/bullmq/presets.ts';
import type { PostgresPlace } from '../../src/adapters/postgres-place.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { bullMqPostgresSystems, bullMqPresets, bullMqSystem } from '../../src/subjects/lease-queue/bullmq.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import { expectSameRun } from './driven.ts';

const system = 'bullmq-postgres';

/** With a key, a child, a wait, a removal around the end of a lock, and a clock that moves. */
const commands: readonly LeaseQueueCommand[] = [
  { type: 'submit', job: 'j1', key: 'k1', group: null },
  { type: 'submit', job: 'j2', key: 'k1', group: null },
  { type: 'submit', job: 'j3', key: null, group: null },
  { type: 'fetch', worker: 'w1', upTo: 2 },
  { type: 'remove', job: 'j3' },
  { type: 'fail', worker: 'w1', place: 0 },
  { type: 'submit', job: 'j5', key: null, group: null },
  { type: 'fetch', worker: 'w2', upTo: 1 },
  { type: 'crash', worker: 'w2' },
  { type: 'tick', ms: 29_999 },
  { type: 'fetch', worker: 'w2', upTo: 1 },
  { type: 'remove', job: 'j3' },
  { type: 'tick', ms: 2 },
  { type: 'remove', job: 'j5' },
  { type: 'maintain' },
  { type: 'maintain' },
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'spawn', worker: 'w2', place: 0, job: 'j4' },
  { type: 'complete', worker: 'w1', place: 0 },
  { type: 'remove', job: 'j3' },
];

describe('BullMQ on Postgres', () => {
  test('a run says the same alone, after a hundred others, and after a restart', async () => {
    const preset = { ...bullMqPresets['bullmq-delay'], hasChildren: true };
    const kind = bullMqSystem({ ...preset, name: system, storedIn: 'postgres' });
    const seen = await expectSameRun(kind, commands);
    const answers = seen.filter((_, at) => at % 2 === 0);
    const answerTo = (command: Partial<LeaseQueueCommand>): unknown =>
      answers[commands.findIndex((one) => JSON.stringify({ ...one, ...command }) === JSON.stringify(one))];
    expect(answerTo({ type: 'submit', job: 'j2' })).toEqual({ type: 'refused', job: 'j2' });
    // A lock is live or over by the time of the run.
    expect(answerTo({ type: 'remove', job: 'j3' })).toEqual({ type: 'refused', job: 'j3' });
    expect(answerTo({ type: 'remove', job: 'j5' })).toEqual({ type: 'accepted', job: 'j5' });
    // After two passes it has come back.
    expect(answerTo({ type: 'fetch', worker: 'w2', upTo: 2 })).toEqual({ type: 'fetched', jobs: ['j3'] });
  });

  test.each(['-delay', '-deduplication'])('bullmq-postgres%s keeps its terms in 10 runs', async (preset) => {
    const kinds = bullMqPostgresSystems.filter(({ name }) => name === `${system}${preset}`);
    const subject = leaseQueueOn(kinds);
    const options = { policies: {}, scope: scopeNamed(subject, 'small'), runs: 10, length: 20, seed: 2 };
    const { counterexample, unsteady, runs } = await check(subject, { ...options, system: `${system}${preset}` });
    expect([runs, counterexample, unsteady]).toEqual([10, null, []]);
  });

  test('there is a system for each way in which BullMQ is used on Redis', () => {
    const names = (Object.keys(bullMqPresets) as BullMqPresetName[]).map((name) => name.replace('bullmq', system));
    expect(bullMqPostgresSystems.map(({ name }) => name)).toEqual(names);
  });
});

describe('the store of BullMQ on Postgres', () => {
  const withBackend = { version: '6.7.0', createPostgresBackend: () => null } as unknown as BullMqModule;
  const placeWith = (script: PostgresPlace['script']): PostgresPlace => ({
    url: 'postgres://here/test',
    schema: 'one',
    script,
    close: async () => undefined,
  });

  test('is refused in one line for a version without a backend for Postgres', () => {
    const older = { version: '5.81.5' } as BullMqModule;
    expect(() =>
      postgresStore(
        older,
        placeWith(async () => undefined),
      ),
    ).toThrow(/^bullmq 5\.81\.5 has no backend for Postgres: npm install --save-dev bullmq@6$/);
  });

  test('tells a lost connection from an error of BullMQ', async () => {
    const error = new Error('of BullMQ');
    const fails = async (): Promise<never> => {
      throw error;
    };
    await expect(
      postgresStore(
        withBackend,
        placeWith(async () => undefined),
      ).use(fails),
    ).rejects.toBe(error);
    await expect(postgresStore(withBackend, placeWith(fails)).use(fails)).rejects.toThrow(
      new EnvironmentError('Postgres does not answer any more'),
    );
  });
});
