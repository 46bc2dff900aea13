import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { exploreCommand } from '../../src/cli/explore.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { counterModel, counterSystem } from '../check/counter.ts';

test('a drive that was stopped counts the edges that it took, and no others', async () => {
  const model = { ...counterModel({ floor: true }, { most: 200 }), invariants: [], settled: [] };
  const controller = new AbortController();
  const open = async (): Promise<ReturnType<typeof counterSystem>> => {
    controller.abort();
    return counterSystem();
  };
  const stopped = await driveEdges({ model, open }, { maxStates: 1_000, signal: controller.signal });
  // One run takes 250 edges, each for the first time.
  expect(stopped).toMatchObject({ edges: 401, drivenEdges: 250, steps: 250, runs: 1, violations: [] });
  const whole = await driveEdges({ model, open: async () => counterSystem() }, { maxStates: 1_000 });
  expect(whole).toMatchObject({ edges: 401, drivenEdges: 401 });
});

test('a drive ends where a state is further away than a run is long', async () => {
  const model = { ...counterModel({ floor: true }, { most: 260 }), invariants: [], settled: [] };
  const driven = await driveEdges({ model, open: async () => counterSystem() }, { maxStates: 1_000 });
  expect(driven).toMatchObject({ edges: 521, drivenEdges: 521, violations: [] });
});

test('a drive that was stopped is inconclusive, and prints how many edges it took', async () => {
  const system = queue.systems.find(({ name }) => name === 'sqlite');
  if (system === undefined) throw new Error('the queue has no sqlite');
  const openSqlite = system.open;
  const controller = new AbortController();
  const opening = vi.spyOn(system, 'open').mockImplementation((...setUp) => {
    if (opening.mock.calls.length === 2) controller.abort();
    return openSqlite(...setUp);
  });
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  const sizes = { workersInModel: 1, jobs: 1, faults: 0 };
  const flags = { ...sizes, system: 'sqlite', maxStates: 1_000, threads: 1, symmetry: 'on' } as const;
  const code = await exploreCommand(['queue'], flags, controller.signal);
  log.mockRestore();
  opening.mockRestore();
  expect(code).toBe(3);
  const text = stripVTControlCharacters(printed.join('\n'));
  const [, driven, edges] = /^inconclusive: (\d+) of (\d+) edges .* then stopped/m.exec(text) ?? [];
  expect(Number(driven)).toBeGreaterThan(0);
  expect(Number(driven)).toBeLessThan(Number(edges));
});
