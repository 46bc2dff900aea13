import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { QueueScope, QueueState } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue.ts';
import { everyPolicySet, scopeOf } from '../queue/worlds.ts';
import { increments, twoPhaseCommit } from './known-models.ts';
import { plainSearch } from './plain-search.ts';

describe('the explorer and a plain search agree', () => {
  test.each([
    ['two-phase commit', twoPhaseCommit(4)],
    ['lost update', increments(4, { withLock: false })],
    ['a lock', increments(4, { withLock: true })],
  ] as const)('on %s', async (_, model) => {
    const plain = plainSearch(model as never, (state) => JSON.stringify(sorted(state)));
    const found = await explore(model as never, { symmetry: false });
    expect(found).toMatchObject({ statesPerDepth: plain.statesPerDepth, generatedStates: plain.generatedStates });
    expect(Object.fromEntries(found.violations.map(({ name, length }) => [name, length]))).toEqual(plain.falls);
  });

  // Time is folded by hand here: what is left of each lease, and no more. Without fencing that is not enough to end.
  const ending = everyPolicySet.filter(({ title }) => title !== 'fencing off');

  test.each(ending)('on the queue with $title, no name folded', async ({ policies, title }) => {
    const scope: QueueScope = { workers: 2, jobs: 1, faults: title === 'all policies on' ? 1 : 0 };
    const model = queue.model(policies, scope);
    const found = await explore(model, { symmetry: false, distances: false });
    const plain = plainSearch(model, withTimeLeft);
    expect(found).toMatchObject({ statesPerDepth: plain.statesPerDepth, generatedStates: plain.generatedStates });
    expect(fallsDuringRuns(found)).toEqual(plain.falls);
  });
});

describe('no reduction changes a verdict, or the length of a shortest run', () => {
  // Without fencing the distances between leases never end, so there is nothing to compare the folded ones with.
  const ending = everyPolicySet.filter(({ title }) => title !== 'fencing off');

  test.each(ending)('on the queue with $title', async ({ policies }) => {
    const model = queue.model(policies, { workers: 2, jobs: 1, faults: 0 });
    const [plain, folded] = await Promise.all([explore(model, { symmetry: false, distances: false }), explore(model)]);
    const lengths = ({ violations }: typeof plain): unknown =>
      violations.map(({ name, length, kind }) => ({ name, length, kind }));
    expect(lengths(folded)).toEqual(lengths(plain));
    expect(folded.distinctStates).toBeLessThan(plain.distinctStates);
    expect(folded.isComplete && plain.isComplete).toBe(true);
  });
});

test('the small scope of the queue has so many states, and nothing falls in any of them', async () => {
  const model = queue.model(everyPolicySet[0]?.policies as never, scopeOf('small'));
  const [named, folded] = await Promise.all([explore(model, { symmetry: false, distances: false }), explore(model)]);
  expect(named).toMatchObject({
    distinctStates: 6240,
    generatedStates: 56_397,
    depth: 16,
    isComplete: true,
    violations: [],
  });
  expect(folded).toMatchObject({ distinctStates: 2306, isComplete: true, violations: [] });
});

test('another seed of the fingerprints changes nothing, the digest included; another scope changes the digest', async () => {
  const model = queue.model(everyPolicySet[0]?.policies as never, { workers: 2, jobs: 1, faults: 0 });
  const [one, two] = await Promise.all([1, 2].map((seed) => explore(model, { seed })));
  expect({ ...one, timing: null }).toEqual({ ...two, timing: null });
  const other = await explore(queue.model(everyPolicySet[0]?.policies as never, { workers: 1, jobs: 1, faults: 0 }));
  expect(other.digest).not.toBe(one?.digest);
});

test('what stops it is said: depth, states, a signal', async () => {
  const model = twoPhaseCommit(5);
  const options = { symmetry: false };
  expect(await explore(model, { ...options, maxDepth: 3 })).toMatchObject({
    isComplete: false,
    stoppedBy: 'maxDepth',
    depth: 4,
  });
  const few = await explore(model, { ...options, maxStates: 100 });
  expect(few).toMatchObject({ isComplete: false, stoppedBy: 'maxStates' });
  expect(few.distinctStates).toBeGreaterThanOrEqual(100);
  const signal = AbortSignal.abort();
  expect(await explore(twoPhaseCommit(7), { ...options, signal })).toMatchObject({
    isComplete: false,
    stoppedBy: 'signal',
  });
});

function fallsDuringRuns({ violations }: Awaited<ReturnType<typeof explore>>): Record<string, number> {
  const during = violations.filter(({ kind }) => kind === 'invariant');
  return Object.fromEntries(during.map(({ name, length }) => [name, length]));
}

/** The state with what is left of each lease in the place of its deadline, and no clock. */
function withTimeLeft({ nowMs, ...state }: QueueState): string {
  const leases = state.leases.map((lease) => ({ ...lease, expiresAtMs: Math.max(0, lease.expiresAtMs - nowMs) }));
  return JSON.stringify({ ...state, leases });
}

/** The same value with the keys of every record in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
