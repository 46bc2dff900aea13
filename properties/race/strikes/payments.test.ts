import { expect, test } from 'vitest';
import type { StrikeKind } from '../../../src/kernel/model.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import type { RacesOptions, RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';
import { replayRace } from '../../../src/race/replay-race.ts';
import { traceOfRace } from '../../../src/race/trace-of-race.ts';
import { payments } from './payments.ts';

const setup = { policies: allPolicies(payments), scope: {} };

const raced = (
  system: string,
  most: number,
  kinds: readonly StrikeKind[] = ['cut'],
  options: Partial<RacesOptions> = {},
): Promise<RacesReport> =>
  onStage(payments, { ...setup, system, ...(most > 0 && { strikes: { most, kinds } }) }, (where) =>
    exploreRaces(where, { depth: 0, preemptions: 0, ...options }),
  );

test('a payment is made twice where the connection is cut after its commit', async () => {
  expect(await raced('again', 0)).toMatchObject({ found: null, notCounted: {} });
  const { found, certificate, withFault, notCounted } = await raced('again', 1);
  expect(notCounted).toEqual({});
  expect(withFault).toBeGreaterThan(0);
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
  const { found, notCounted, withFault } = await raced('keyed', 1);
  expect({ found, notCounted }).toEqual({ found: null, notCounted: {} });
  expect(withFault).toBeGreaterThan(10);
});

test('an error of a lost connection that no code catches is a violation', async () => {
  const { found } = await raced('careless', 1);
  expect(found?.violation).toEqual({
    kind: 'threw',
    details: 'ann: an error that no code catches, which ends the process: Error: Connection terminated unexpectedly',
  });
});

test('a payment in two transactions stays half done where its client is killed', async () => {
  expect(await raced('in-two', 1)).toMatchObject({ found: null, notCounted: {} });
  const { found, certificate, notCounted } = await raced('in-two', 1, ['kill']);
  expect(notCounted).toEqual({});
  const killed = found?.run.steps.filter((step) => step.kind !== 'call' && step.isKilled === true);
  expect(killed).toMatchObject([{ kind: 'commit', cut: 'after', answer: 'COMMIT' }]);
  expect(found?.run.view).toEqual({ balance: 1, begun: 1 });
  expect(certificate).toMatchObject({ kind: 'minimal', cuts: 1, strikes: ['kill'] });

  if (found === null) return;
  const trace = traceOfRace({ subject: 'payments', system: 'in-two', ...setup }, found, {
    certificate,
    foundBy: { who: 'a test' },
  });
  expect(await replayRace(payments, trace)).toMatchObject({ verdict: 'reproduced', parted: null });
});

test('a payment in one transaction is whole, wherever its client is killed', async () => {
  const { found, notCounted, withFault, outcomes } = await raced('keyed', 1, ['kill', 'cut']);
  expect({ found, notCounted }).toEqual({ found: null, notCounted: {} });
  expect(withFault).toBeGreaterThan(20);
  expect(outcomes['struck']).toBeGreaterThan(10);
});

test('random schedules have a fault in every second of them', async () => {
  const search = { search: 30, seed: 2 } as const;
  const { found, schedules, withFault, notCounted } = await raced('keyed', 1, ['kill', 'cut'], search);
  expect({ found, schedules, notCounted }).toEqual({ found: null, schedules: 31, notCounted: {} });
  expect(withFault).toBeGreaterThan(5);
  expect(withFault).toBeLessThanOrEqual(15);
  expect((await raced('in-two', 1, ['kill'], search)).found?.run.view).toMatchObject({ begun: 1 });
});
