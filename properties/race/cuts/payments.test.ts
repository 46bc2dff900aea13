import { expect, test } from 'vitest';
import { allPolicies } from '../../../src/kernel/subject.ts';
import type { RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';
import { replayRace } from '../../../src/race/replay-race.ts';
import { traceOfRace } from '../../../src/race/trace-of-race.ts';
import { payments } from './payments.ts';

const setup = { policies: allPolicies(payments), scope: {} };

const raced = (system: string, cuts: number): Promise<RacesReport> =>
  onStage(payments, { ...setup, system, cuts }, (where) => exploreRaces(where, { depth: 0, preemptions: 0 }));

test('a payment is made twice where the connection is cut after its commit', async () => {
  expect(await raced('again', 0)).toMatchObject({ found: null, notCounted: {} });
  const { found, certificate, withCut, notCounted } = await raced('again', 1);
  expect(notCounted).toEqual({});
  expect(withCut).toBeGreaterThan(0);
  expect(found?.violation.kind).toBe('notLinearizable');
  expect(found?.preemptions).toBe(0);
  const cut = found?.run.steps.filter((step) => step.kind !== 'call' && step.cut !== undefined);
  expect(cut).toMatchObject([{ statement: 'COMMIT', cut: 'after', answer: 'COMMIT' }]);
  expect(certificate).toMatchObject({ kind: 'minimal', cuts: 1 });

  if (found === null) return;
  const trace = traceOfRace({ subject: 'payments', system: 'again', ...setup }, found, {
    certificate,
    foundBy: { who: 'a test' },
  });
  expect(await replayRace(payments, trace)).toMatchObject({ verdict: 'reproduced', parted: null });
  expect(await replayRace(payments, trace, { system: 'keyed' })).toMatchObject({ verdict: 'strayed' });
});

test('a payment under a key is made once, wherever the connection is cut', async () => {
  const { found, notCounted, withCut } = await raced('keyed', 1);
  expect({ found, notCounted }).toEqual({ found: null, notCounted: {} });
  expect(withCut).toBeGreaterThan(10);
});

test('an error of a lost connection that no code catches is a violation', async () => {
  const { found } = await raced('careless', 1);
  expect(found?.violation).toEqual({
    kind: 'threw',
    details: 'ann: an error that no code catches, which ends the process: Error: Connection terminated unexpectedly',
  });
});
