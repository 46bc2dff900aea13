import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { whileStarting } from '../../src/real/database/starting.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is printed while a server starts for so many milliseconds, and then does so, or fails. */
async function printedWhile(ms: number, isTTY: boolean, hasFailed = false): Promise<string> {
  let printed = '';
  const stream = { isTTY, write: (text: string | Uint8Array) => (printed += String(text)) !== '' };
  const starting = new Promise((resolve, reject) => {
    setTimeout(() => (hasFailed ? reject(new Error('no')) : resolve('here')), ms);
  });
  const ended = whileStarting('a server', starting, stream).catch(() => 'failed');
  await vi.advanceTimersByTimeAsync(ms);
  expect(await ended).toBe(hasFailed ? 'failed' : 'here');
  expect(vi.getTimerCount()).toBe(0);
  return printed;
}

describe('a server that starts', () => {
  test('is mentioned once, off a terminal, where it takes more than two seconds', async () => {
    expect(await printedWhile(2_001, false)).toBe('starting a server\n');
    expect(await printedWhile(60_000, false)).toBe('starting a server\n');
    expect(await printedWhile(60_000, false, true)).toBe('starting a server\n');
  });

  test('is not mentioned where it is quick, or a terminal shows the progress', async () => {
    expect(await printedWhile(1_999, false)).toBe('');
    expect(await printedWhile(10, false, true)).toBe('');
    expect(await printedWhile(60_000, true)).toBe('');
  });
});
