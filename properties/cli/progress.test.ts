import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProgressLine } from '../../src/cli/progress.ts';
import { showProgress } from '../../src/cli/progress.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function show(isTTY: boolean, columns = 80): { progress: ProgressLine; written: string[] } {
  const written: string[] = [];
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, {
    write: (text: string) => written.push(text.replace('\r\u001B[K', '')) > 0,
  });
  Object.defineProperties(stream, { isTTY: { value: isTTY }, columns: { value: columns } });
  return { progress: showProgress('checking', stream), written };
}

test('a terminal shows within two seconds what is done, also where nothing is reported', () => {
  const { progress, written } = show(true);
  vi.advanceTimersByTime(400);
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1_600);
  expect(written).toEqual(['checking']);
  progress.clear();
  expect(written).toEqual(['checking', '']);
});

test('a terminal shows what was reported too early to be shown at once', () => {
  const { progress, written } = show(true);
  progress.update('starting');
  vi.advanceTimersByTime(2_000);
  progress.update('half done');
  expect(written).toEqual(['checking: starting', 'checking: half done']);
});

test('work that is done soon shows nothing', () => {
  const { progress, written } = show(true);
  progress.update('starting');
  progress.clear();
  vi.advanceTimersByTime(10_000);
  expect(written).toEqual([]);
});

test('a line now and then where there is no terminal', () => {
  const { progress, written } = show(false);
  for (let count = 1; count <= 12; count += 1) {
    vi.advanceTimersByTime(1_000);
    progress.update(`${count} runs`);
  }
  expect(written).toEqual(['checking: 5 runs\n', 'checking: 10 runs\n']);
});

test('a line is cut where the terminal ends, since a longer one could not be redrawn', () => {
  const { progress, written } = show(true, 20);
  vi.advanceTimersByTime(2_000);
  progress.update('half done, and much more');
  expect(written.at(-1)).toBe('checking: half done');
});
