import { expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import type { RaceOrder } from '../../src/race/race-process.ts';
import { raceInProcesses } from '../../src/race/race-process.ts';
import type { StartRunner } from '../../src/race/race-runner.ts';
import { booking } from '../../src/subjects/booking/subject.ts';

const setup = {
  system: 'postgres',
  policies: { ...allPolicies(booking), versionCheck: false },
  scope: booking.scopes['small'] ?? {},
  useCases: true,
};
const source = {
  module: new URL('../../src/subjects/booking/subject.ts', import.meta.url).href,
  exportName: 'booking',
};
const order: RaceOrder = { source, setup, search: { kind: 'bounded', preemptions: 1 } };

test('two processes show the same as this one, up to the race that is wrong', async () => {
  const { signal } = new AbortController();
  const closed: string[] = [];
  const startRunner: StartRunner = <C extends Command, O extends Outcome>(
    races: readonly Race<C>[],
    actors: readonly string[],
  ) => {
    const runner = raceInProcesses(2, order, signal)<C, O>(races, actors);
    return { ...runner, close: () => runner.close().then(() => void closed.push('closed')) };
  };
  const [here, there] = await onStage(booking, setup, async (where) => [
    await exploreRaces(where, { depth: 0, preemptions: 1 }),
    await exploreRaces(where, { depth: 0, preemptions: 1, startRunner }),
  ]);
  expect(here?.found?.violation.kind).toBe('notLinearizable');
  expect(there).toEqual(here);
  expect(closed).toEqual(['closed']);
});

const race: Race = { before: [], atOnce: [] };

test('an error in a process is thrown here', async () => {
  const fails = { ...order, source: { ...source, exportName: 'none' } };
  const { signal } = new AbortController();
  const runner = raceInProcesses(1, fails, signal)([race], []);
  await expect(runner.run(race, () => undefined)).rejects.toThrow('exports no subject none');
  await runner.close();
});

test('a process that ends is an error that says so', async () => {
  const module = new URL('./exits.ts', import.meta.url).href;
  const { signal } = new AbortController();
  const runner = raceInProcesses(1, { ...order, source: { module, exportName: 'booking' } }, signal)([race], []);
  await expect(runner.run(race, () => undefined)).rejects.toThrow('has ended (exit code 7)');
  await runner.close();
});

test('the signal ends the processes', async () => {
  const stop = new AbortController();
  const runner = raceInProcesses(1, order, stop.signal)([race], []);
  const result = runner.run(race, () => undefined);
  stop.abort();
  expect((await result).isStopped).toBe(true);
});

test('no process runs races where the signal came before', async () => {
  const runner = raceInProcesses(1, order, AbortSignal.abort())([race], []);
  expect((await runner.run(race, () => undefined)).isStopped).toBe(true);
});
