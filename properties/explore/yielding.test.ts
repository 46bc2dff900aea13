import { describe, expect, test, vi } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { exploreGraph } from '../../src/explore/graph.ts';
import type { Exploration, ExploreProgress } from '../../src/explore/result.ts';
import type { Sizes } from './choices.ts';
import { choices } from './choices.ts';

const module = new URL('choices.ts', import.meta.url).href;

/** Explores it, and gives the signal at the first progress for which this is true: none comes where the loop never yields. */
function exploreUntil(
  isEnough: (progress: ExploreProgress) => boolean,
  scope: Sizes & Readonly<Record<string, number>>,
  threads = 1,
): Promise<Exploration> {
  const stop = new AbortController();
  return explore(choices(scope), {
    threads,
    source: { module, exportName: 'choicesOfScope', policies: {}, scope },
    signal: stop.signal,
    onProgress: (progress) => {
      if (isEnough(progress)) stop.abort();
    },
  });
}

/** Runs it on a clock of its own, which each look puts forward by so many milliseconds: the speed of the machine plays no part. */
function onClock<Result>(stepMs: number, run: () => Promise<Result>): Promise<Result> {
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += stepMs));
  return run().finally(() => clock.mockRestore());
}

describe('an exploration reports progress and hears its signal', () => {
  test.each([
    ['within the recoveries of one state', 1, { recoveries: 17 }],
    ['within the audits of one state', 0, { levels: 1, commands: 30_000 }],
    ['within the commands of one state', 600, { levels: 601, commands: 100_000 }],
  ])('%s', async (_, lastDepth, scope) => {
    const found = await onClock(1, () => exploreUntil(({ depth }) => depth === lastDepth, scope));
    expect(found).toMatchObject({ stoppedBy: 'signal', isComplete: false, depth: lastDepth });
  });

  test('in a row of levels none of which takes long', async () => {
    const { stoppedBy } = await onClock(10, () => exploreUntil(() => true, { levels: 1_000 }));
    expect(stoppedBy).toBe('signal');
  });

  test('within the recoveries of one state, on each of its threads', async () => {
    const { stoppedBy, statesPerDepth } = await exploreUntil(({ depth }) => depth === 1, { recoveries: 20 }, 2);
    expect({ stoppedBy, statesPerDepth }).toEqual({ stoppedBy: 'signal', statesPerDepth: [1] });
  });

  test('while it finds the shortest runs to what is violated', async () => {
    const isFinding = ({ findingRuns }: ExploreProgress): boolean => findingRuns !== undefined;
    const found = await onClock(1, () => exploreUntil(isFinding, { recoveries: 15, isViolated: 1 }));
    const violation = { kind: 'settled', name: 'ENDS_WELL', length: 1 };
    expect(found).toMatchObject({ stoppedBy: 'signal', isComplete: false, violations: [], withoutRun: [violation] });
  });
});

describe('where calls of a model take seconds', () => {
  /** Explores it on a clock that each call of this function puts forward. The signal comes within the call with this number. */
  async function exploreSlowly(
    of: 'step' | 'commands' | 'recovery',
    scope: Sizes,
    signalledAt: number,
  ): Promise<{ calls: number; found: Exploration; progress: ExploreProgress[] }> {
    const model = choices(scope);
    const stop = new AbortController();
    let calls = 0;
    let nowMs = 0;
    const slow = <Result>(result: Result): Result => {
      calls += 1;
      nowMs += 4_000;
      // Heard as a signal is: when the loop lets events through.
      if (calls === signalledAt) setImmediate(() => stop.abort());
      return result;
    };
    const slowed: typeof model = {
      ...model,
      step: (draft, command) => (of === 'step' ? slow(model.step(draft, command)) : model.step(draft, command)),
      commands: (state) => (of === 'commands' ? slow(model.commands(state)) : model.commands(state)),
      recovery: (state) => (of === 'recovery' ? slow(model.recovery(state)) : model.recovery(state)),
    };
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const progress: ExploreProgress[] = [];
    const found = await explore(slowed, { signal: stop.signal, onProgress: (one) => progress.push(one) }).finally(() =>
      clock.mockRestore(),
    );
    return { calls, found, progress };
  }

  test.each([
    // Each of the 100 commands is audited twice, and then taken.
    ['step', { levels: 1, commands: 100 }, 250],
    // The first 500 states are audited, with two more calls each.
    ['commands', { levels: 600 }, 1_550],
    ['recovery', { levels: 2, recoveries: 9 }, 200],
  ] as const)('the exploration hears a signal after the call of %s, and names the call', async (of, scope, at) => {
    const { calls, found, progress } = await exploreSlowly(of, scope, at);
    expect(found.stoppedBy).toBe('signal');
    expect(calls).toBe(at);
    expect(found.timing.slowestCall?.of).toBe(of);
    expect(progress.at(-1)?.slowestCall?.of).toBe(of);
  });

  test('the exploration names no call where each is quick', async () => {
    const progress: ExploreProgress[] = [];
    const exploring = (): Promise<Exploration> =>
      explore(choices({ levels: 1_000 }), { onProgress: (one) => progress.push(one) });
    const { timing } = await onClock(10, exploring);
    expect(progress).not.toEqual([]);
    for (const one of [timing, ...progress]) expect(one).not.toHaveProperty('slowestCall');
  });
});

test('a violation whose run is found has nothing left without one', async () => {
  const { violations, withoutRun, stoppedBy } = await explore(choices({ recoveries: 3, isViolated: 1 }));
  expect(violations).toMatchObject([
    { violation: { name: 'ENDS_WELL' }, commands: [{}], recovery: [{ to: 3 }, { to: 7 }, { to: 15 }] },
  ]);
  expect({ withoutRun, stoppedBy }).toEqual({ withoutRun: [], stoppedBy: null });
});

test('a graph of states hears its signal within the commands of one state', async () => {
  const stop = new AbortController();
  const exploring = (): Promise<unknown> =>
    exploreGraph(choices({ levels: 1, commands: 30_000 }), {
      maxStates: 10,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
  await expect(onClock(1, exploring)).rejects.toMatchObject({ because: 'signal' });
});
