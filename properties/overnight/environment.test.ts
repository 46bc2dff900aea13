import { expect, test } from 'vitest';
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

test('an unreachable server is no finding, and no verdict on a kept counterexample', async () => {
  const work = { job: jobOf(), source: sourceOf() };
  const runs = runBatch(
    subject,
    { kind: 'runs', ...work, plan: planOf({ origin: 'here', job: 1, number: 0 }, subject), known: [], versions: {} },
    batchListener,
  );
  await expect(runs).rejects.toBe(noServer);
  const traces = [{ path: 'kept.json', trace: traceOf({ subject: 'counter' }) }];
  await expect(runBatch(subject, { kind: 'replay', ...work, traces }, batchListener)).rejects.toBe(noServer);
});
