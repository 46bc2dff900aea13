import { describe, expect, test, vi } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { ExploreProgress } from '../../src/explore/result.ts';
import type { Command, Instant, Model, Outcome } from '../../src/kernel/model.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import type { Scope } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet } from '../subjects/worlds.ts';
import { increments, twoPhaseCommit } from './known-models.ts';
import { plainSearch } from './plain-search.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

/** Where every state of a subject is looked at the slow way, as shipped and with a policy off. */
const worlds: Readonly<Record<string, { readonly shipped: Scope; readonly altered: Scope }>> = {
  queue: {
    shipped: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    altered: { workers: 2, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 },
  },
  booking: {
    shipped: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
    altered: { clients: 2, resources: 1, units: 1, requests: 1, faults: 1 },
  },
  authority: {
    shipped: {
      servers: 2,
      players: 1,
      items: 0,
      transfers: 1,
      writes: 1,
      messages: 1,
      repeats: 1,
      active: 1,
      throttledFrom: 0,
      faults: 1,
      members: 0,
    },
    altered: {
      servers: 2,
      players: 1,
      items: 0,
      transfers: 1,
      writes: 0,
      messages: 1,
      repeats: 1,
      active: 1,
      throttledFrom: 0,
      faults: 1,
      members: 0,
    },
  },
};

/** Without fencing what is left of each lease is not enough to end: the distances between them drift. */
const ending = everyPolicySet.filter(({ off }) => off !== 'fencing');

describe('the explorer and a plain search agree', () => {
  test.each([
    ['two-phase commit', twoPhaseCommit(4)],
    ['lost update', increments(4, { withLock: false })],
    ['a lock', increments(4, { withLock: true })],
  ] as const)('on %s', async (_, model) => {
    const plain = plainSearch(model as never, (state) => JSON.stringify(sorted(state)));
    const found = await explore(model as never, { symmetry: false });
    expect(found).toMatchObject({ statesPerDepth: plain.statesPerDepth, generatedStates: plain.generatedStates });
    expect(Object.fromEntries(found.violations.map(nameAndLength))).toEqual(plain.violations);
  });

  test.each(ending)('on $title, no name folded', async ({ subject, policies, off }) => {
    const { shipped, altered } = worlds[subject.name] ?? {};
    const model = subject.model(policies, (off === null ? shipped : altered) ?? {});
    const found = await explore(model, { symmetry: false, distances: false });
    const plain = plainSearch(model, (state) => JSON.stringify(withTimeLeft(model, state)));
    expect(found).toMatchObject({ statesPerDepth: plain.statesPerDepth, generatedStates: plain.generatedStates });
    expect(violationsDuringRuns(found)).toEqual(plain.violations);
  });
});

describe('no reduction changes a verdict, or the length of a shortest run', () => {
  test.each(ending)('on $title', async ({ subject, policies }) => {
    const model = subject.model(policies, worlds[subject.name]?.altered ?? {});
    const [plain, folded] = await Promise.all([explore(model, { symmetry: false, distances: false }), explore(model)]);
    const lengths = ({ violations }: typeof plain): unknown =>
      violations.map(({ violation, commands }) => [violation.kind, violation.name, commands.length]);
    expect(lengths(folded)).toEqual(lengths(plain));
    // Where names are not interchangeable, since the first server has the players, there is nothing to fold.
    expect(folded.distinctStates < plain.distinctStates).toBe(model.symmetry !== undefined);
    expect(folded.isComplete && plain.isComplete).toBe(true);
  });
});

test('another seed of the fingerprints gives the same digest, another scope does not', async () => {
  const model = queue.model(everyPolicySet[0]?.policies as never, {
    workers: 2,
    jobs: 1,
    faults: 0,
    attempts: 3,
    inFlight: 0,
    retries: 0,
  });
  const [one, two] = await Promise.all([1, 2].map((seed) => explore(model, { seed })));
  expect({ ...one, timing: null }).toEqual({ ...two, timing: null });
  const other = await explore(
    queue.model(everyPolicySet[0]?.policies as never, {
      workers: 1,
      jobs: 1,
      faults: 0,
      attempts: 3,
      inFlight: 0,
      retries: 0,
    }),
  );
  expect(other.digest).not.toBe(one?.digest);
});

test('an exploration reports what stopped it: depth, states, a signal', async () => {
  const model = twoPhaseCommit(5);
  const options = { symmetry: false };
  expect(await explore(model, { ...options, maxDepth: 3 })).toMatchObject({
    isComplete: false,
    stoppedBy: 'maxDepth',
    depth: 4,
  });
  // A level is not left in its middle.
  const few = await explore(model, { ...options, maxStates: 100 });
  const whole = await explore(model, { ...options, maxDepth: few.depth - 1 });
  expect(few).toMatchObject({ isComplete: false, stoppedBy: 'maxStates' });
  expect(few.statesPerDepth.slice(0, -1).reduce((sum, states) => sum + states)).toBeLessThanOrEqual(100);
  expect(few.distinctStates).toBeGreaterThan(100);
  expect({ ...few, stoppedBy: '', timing: 0 }).toEqual({ ...whole, stoppedBy: '', timing: 0 });
  const signal = AbortSignal.abort();
  expect(await explore(twoPhaseCommit(7), { ...options, signal })).toMatchObject({
    isComplete: false,
    stoppedBy: 'signal',
  });
});

test('without memory it stops by itself, and the time left is known once levels shrink', async () => {
  const reported: ExploreProgress[] = [];
  const onProgress = (at: ExploreProgress): void => void reported.push(at);
  const available = vi.spyOn(process, 'availableMemory').mockImplementation(() => (reported.length < 3 ? 2 ** 40 : 1));
  const found = await explore(twoPhaseCommit(7), { symmetry: false, onProgress });
  expect(found).toMatchObject({ isComplete: false, stoppedBy: 'memory' });
  available.mockRestore();
  await explore(twoPhaseCommit(7), { symmetry: false, onProgress });
  expect(reported.at(0)?.secondsLeft).toBeNull();
  expect(reported.at(-1)?.secondsLeft).toBeGreaterThan(0);
});

function violationsDuringRuns({ violations }: Awaited<ReturnType<typeof explore>>): Record<string, number> {
  const during = violations.filter(({ violation }) => violation.kind === 'invariant');
  return Object.fromEntries(during.map(nameAndLength));
}

function nameAndLength({ violation, commands }: ViolatingRun): [string, number] {
  return [violation.name, commands.length];
}

/** The state with what is left until each deadline in its place, and the clock at zero. */
function withTimeLeft<State>({ instants }: Pick<AnyModel, 'instants'>, state: State): State {
  const copy = structuredClone(state);
  if (instants === undefined) return copy;
  const { clock, deadlines, graceMs = 0 } = instants(copy);
  const valueOf = ([record, field]: Instant): number => (record as Record<string, number>)[field] ?? 0;
  const nowMs = valueOf(clock);
  for (const [record, field] of deadlines)
    Object.assign(record, { [field]: Math.max(-graceMs, valueOf([record, field]) - nowMs) });
  Object.assign(clock[0], { [clock[1]]: 0 });
  return copy;
}

/** The same value with the keys of every record in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
