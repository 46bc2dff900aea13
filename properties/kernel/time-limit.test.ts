import { afterAll, describe, expect, test, vi } from 'vitest';

// The clock of these tests moves only where a test moves it, and no other file shares the module that uses it.
vi.useFakeTimers();
vi.resetModules();
const { startWatch, within } = await import('../../src/kernel/time-limit.ts');
afterAll(() => {
  vi.useRealTimers();
  vi.resetModules();
});

const timeUp = (): Error => new Error('time is up');

/** What became of a call, once its clock was moved. */
function watch(promise: Promise<unknown>): { state: string } {
  const seen = { state: 'waiting' };
  promise.then(
    (value) => (seen.state = String(value)),
    (error: Error) => (seen.state = error.message === '' ? error.name : error.message),
  );
  return seen;
}

function silence(): Promise<never> {
  return new Promise(() => undefined);
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

describe('a time limit', () => {
  test('gives what the promise settles to', async () => {
    const value = watch(within(1_000, Promise.resolve(7), timeUp));
    const error = watch(within(1_000, Promise.reject(new Error('no')), timeUp));
    await pass(0);
    expect([value.state, error.state]).toEqual(['7', 'no']);
  });

  test('rejects within a quarter of a second after its time, and not before it', async () => {
    const seen = watch(within(1_000, silence(), timeUp));
    await pass(1_000);
    expect(seen.state).toBe('waiting');
    await pass(250);
    expect(seen.state).toBe('time is up');
  });

  test('rounds the time up to quarters of a second', async () => {
    const seen = watch(within(1_001, silence(), timeUp));
    await pass(1_250);
    expect(seen.state).toBe('waiting');
    await pass(250);
    expect(seen.state).toBe('time is up');
  });

  test('gives a call without any time a quarter of a second at least', async () => {
    const seen = watch(within(0, silence(), timeUp));
    await pass(250);
    expect(seen.state).toBe('waiting');
    await pass(250);
    expect(seen.state).toBe('time is up');
  });

  test('is kept for each of several calls, which share one timer', async () => {
    const seen = [500, 1_000, 500].map((limitMs) => watch(within(limitMs, silence(), timeUp)));
    expect(vi.getTimerCount()).toBe(1);
    await pass(750);
    expect(seen.map(({ state }) => state)).toEqual(['time is up', 'waiting', 'time is up']);
    await pass(500);
    expect(seen.map(({ state }) => state)).toEqual(['time is up', 'time is up', 'time is up']);
  });

  test('counts from the call on', async () => {
    const early = watch(within(500, silence(), timeUp));
    await pass(500);
    const late = watch(within(500, silence(), timeUp));
    await pass(500);
    expect([early.state, late.state]).toEqual(['time is up', 'waiting']);
    await pass(250);
    expect(late.state).toBe('time is up');
  });
});

describe('a watch', () => {
  test('says once that its time is up', async () => {
    let count = 0;
    startWatch(500, () => (count += 1));
    await pass(500);
    expect(count).toBe(0);
    await pass(250);
    expect(count).toBe(1);
    await pass(2_000);
    expect(count).toBe(1);
  });

  test('gives each answer all of the time', async () => {
    let count = 0;
    const watching = startWatch(500, () => (count += 1));
    await pass(500);
    watching.restart();
    await pass(500);
    expect(count).toBe(0);
    await pass(250);
    expect(count).toBe(1);
  });

  test('says nothing once it has ended', async () => {
    let count = 0;
    const watching = startWatch(500, () => (count += 1));
    watching.end();
    await pass(2_000);
    watching.end();
    expect(count).toBe(0);
  });
});

describe('an interruption', () => {
  test('rejects a call within a quarter of a second after its signal', async () => {
    const stop = new AbortController();
    const seen = watch(within(10_000, silence(), timeUp, stop.signal));
    await pass(500);
    expect(seen.state).toBe('waiting');
    stop.abort();
    expect(seen.state).toBe('waiting');
    await pass(250);
    expect(seen.state).toBe('Interrupted');
  });

  test('is no end of the time of calls without the signal', async () => {
    const stop = new AbortController();
    const seen = watch(within(500, silence(), timeUp, new AbortController().signal));
    stop.abort();
    await pass(500);
    expect(seen.state).toBe('waiting');
    await pass(250);
    expect(seen.state).toBe('time is up');
  });

  test('calls a watch once, and in place of the end of its time', async () => {
    const stop = new AbortController();
    const calls: string[] = [];
    const interruption = { signal: stop.signal, interrupt: () => void calls.push('interrupted') };
    startWatch(250, () => void calls.push('expired'), interruption);
    stop.abort();
    await pass(2_000);
    expect(calls).toEqual(['interrupted']);
  });
});

test('a watch that has expired waits again once it is restarted', async () => {
  let count = 0;
  const watching = startWatch(500, () => (count += 1));
  await pass(750);
  expect(count).toBe(1);
  watching.restart();
  await pass(500);
  expect(count).toBe(1);
  await pass(250);
  expect(count).toBe(2);
});

describe('the timer of all calls', () => {
  /** The handle of a timer that starts with the module. */
  async function withHandle(work: (handle: NodeJS.Timeout, call: typeof within) => Promise<void>): Promise<void> {
    vi.resetModules();
    const handles: NodeJS.Timeout[] = [];
    const start = globalThis.setInterval;
    // A spy of vitest would stay in its place when the fake clock is taken away, in every later file too.
    vi.stubGlobal('setInterval', (...args: Parameters<typeof setInterval>) => {
      const handle = start(...args);
      handles.push(handle);
      return handle;
    });
    const { within: call } = await import('../../src/kernel/time-limit.ts');
    watch(call(500, Promise.resolve(), timeUp));
    vi.unstubAllGlobals();
    expect(handles).toHaveLength(1);
    for (const handle of handles) await work(handle, call);
  }

  test('keeps the process alive only while a call waits', async () => {
    await withHandle(async (handle, call) => {
      expect(handle.hasRef()).toBe(true);
      await pass(0);
      expect(handle.hasRef()).toBe(false);
      let settle: (value: number) => void = () => undefined;
      const settled = call(5_000, new Promise<number>((resolve) => (settle = resolve)), timeUp);
      const failed = watch(call(500, silence(), timeUp));
      expect(handle.hasRef()).toBe(true);
      await pass(750);
      expect(failed.state).toBe('time is up');
      expect(handle.hasRef()).toBe(true);
      settle(1);
      expect(await settled).toBe(1);
      expect(handle.hasRef()).toBe(false);
      const rejected = watch(call(500, Promise.reject(new Error('no')), timeUp));
      expect(handle.hasRef()).toBe(true);
      await pass(0);
      expect(rejected.state).toBe('no');
      expect(handle.hasRef()).toBe(false);
    });
  });
});
