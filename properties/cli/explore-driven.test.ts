import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ExploreFlags } from '../../src/cli/explore.ts';
import { exploreCommand } from '../../src/cli/explore.ts';
import { shippedProject } from '../../src/cli/project.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { counterModel, counterSystem } from '../check/counter.ts';
import { unwrapped } from '../report/text.ts';

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
  const { code, out } = await exploreTiny({ system: 'sqlite' }, controller.signal);
  opening.mockRestore();
  expect(code).toBe(3);
  const [, driven, edges] = /^inconclusive: (\d+) of (\d+) edges .* then stopped/m.exec(unwrapped(out)) ?? [];
  expect(Number(driven)).toBeGreaterThan(0);
  expect(Number(driven)).toBeLessThan(Number(edges));
});

test('of a model without invariants, a drive decides the verdict', async () => {
  const model = queue.model.bind(queue);
  const withoutInvariants = vi.spyOn(queue, 'model').mockImplementation((...setUp) => {
    return { ...model(...setUp), invariants: [], settled: [] };
  });
  onTestFinished(() => withoutInvariants.mockRestore());
  const explored = await exploreTiny({});
  const driven = await exploreTiny({ system: 'sqlite' });
  expect(explored).toMatchObject({ code: 3, out: expect.stringMatching(/^inconclusive: the model has no invariant/m) });
  expect(driven).toMatchObject({ code: 0, out: expect.stringMatching(/^the model has no invariant to ask in/m) });
  expect(driven.out).not.toContain('inconclusive');
});

/** Explores a tiny world of the queue in this process. */
async function exploreTiny(
  chosen: Pick<ExploreFlags, 'system'>,
  signal = new AbortController().signal,
): Promise<{ code: number; out: string }> {
  const sizes = { workersInModel: 1, jobs: 1, faults: 0 };
  const flags = { ...sizes, ...chosen, maxStates: 1_000, threads: 1, symmetry: 'on' } as const;
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  try {
    const code = await exploreCommand(shippedProject(), ['queue'], flags, signal);
    return { code, out: stripVTControlCharacters(printed.join('\n')) };
  } finally {
    log.mockRestore();
  }
}
