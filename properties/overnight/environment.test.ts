import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nothingShown } from '../../src/check/run-memory.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { planOf } from '../../src/overnight/rounds.ts';
import { runBatch } from '../../src/overnight/run-batch.ts';
import { counterSubject } from '../check/counter.ts';
import { jobOf, sourceOf, traceOf } from './parts.ts';

const noServer = new EnvironmentError('the server does not answer');
const batchListener = {
  alive: () => undefined,
  opens: () => undefined,
  begins: () => undefined,
  ends: () => undefined,
};
const subject = counterSubject(() => {
  throw noServer;
});

test('a batch ends whose runs all stray from the time of their model', async () => {
  const slow = defineSubject({
    name: 'slow',
    model: {
      initial: { nowMs: 0 },
      commands: () => [{ type: 'look' }],
      step: () => ({ type: 'seen' }),
      instants: (state: { nowMs: number }) => ({ clock: [state, 'nowMs'], deadlines: [], toleranceMs: 5 }),
    },
    systems: [
      {
        name: 'slow',
        clock: 'real',
        open: async () => ({
          perform: () => sleep(20, { type: 'seen' }),
          view: async () => ({ nowMs: 0 }),
          close: async () => undefined,
        }),
      },
    ],
    generation: { shortRate: 0 },
  });
  const plan = { ...planOf({ origin: 'here', job: 1, number: 0 }, slow), runs: 2, length: 1 };
  const job = jobOf({ subject: 'slow', system: 'slow', policies: {}, scope: {} });
  const batch = { kind: 'runs', job, source: sourceOf(), plan, before: nothingShown, known: [], versions: {} } as const;
  expect(await runBatch(slow, batch, batchListener)).toMatchObject({ kind: 'runs', runs: 0, found: [] });
});

test('an unreachable server is no finding, and no verdict on a kept counterexample', async () => {
  const work = { job: jobOf(), source: sourceOf() };
  const runs = runBatch(
    subject,
    {
      kind: 'runs',
      ...work,
      plan: planOf({ origin: 'here', job: 1, number: 0 }, subject),
      before: nothingShown,
      known: [],
      versions: {},
    },
    batchListener,
  );
  await expect(runs).rejects.toBe(noServer);
  const traces = [{ path: 'kept.json', trace: traceOf({ subject: 'counter' }) }];
  await expect(runBatch(subject, { kind: 'replay', ...work, traces }, batchListener)).rejects.toBe(noServer);
});
