import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reportUnexpectedEnds } from '../../src/cli/unexpected-ends.ts';
import { answerInTime } from '../../src/kernel/patience.ts';

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

/** A process, its exits so far, and the command that runs in it. */
function begin(): {
  process: EventEmitter & { exitCode?: number };
  exits: number[];
  stop: AbortController;
  expect(): void;
} {
  const exits: number[] = [];
  const stop = new AbortController();
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) });
  return { process, exits, stop, ...reportUnexpectedEnds(process, stop.signal) };
}

function printed(): unknown[] {
  return vi.mocked(console.error).mock.calls.flat();
}

describe('an end of the process that is not the end of the command', () => {
  test('by process.exit has exit code 2, and a line with the place of the call', () => {
    const { process } = begin();
    process.emit('exit', 0);
    expect(process.exitCode).toBe(2);
    expect(printed()).toEqual([
      expect.stringMatching(
        /^faultbook: there is no verdict: .* since process\.exit\(0\) was called, at .*unexpected-ends\.test\.ts:\d+:\d+\)?$/,
      ),
    ]);
  });

  test('with nothing left to wait for has exit code 2, and a line', () => {
    const { process } = begin();
    process.emit('exit', 13);
    expect(process.exitCode).toBe(2);
    expect(printed()).toEqual([expect.stringMatching(/since nothing was left to wait for$/)]);
  });

  test.each(['uncaughtException', 'unhandledRejection'])('by %s has exit code 2, and one line', (event) => {
    const { process, exits } = begin();
    process.emit(event, new Error('lost\nin the background'));
    process.emit('exit', 2);
    expect(exits).toEqual([2]);
    expect(printed()).toEqual([
      expect.stringMatching(
        /^faultbook: there is no verdict: an error outside of all calls, Error: lost, at .*\.ts:\d+:\d+\)?$/,
      ),
    ]);
  });
});

test('an error outside of all calls is the answer of a call that waits', async () => {
  const { process, exits } = begin();
  const answer = answerInTime(new Promise(() => undefined), {});
  process.emit('unhandledRejection', new Error('lost'));
  await expect(answer).rejects.toThrow('outside of its calls: Error: lost');
  expect({ exits, printed: printed() }).toEqual({ exits: [], printed: [] });
});

test('an end after the command, or after Ctrl-C, is not reported', () => {
  const [ended, stopped] = [begin(), begin()];
  ended.expect();
  stopped.stop.abort();
  for (const { process } of [ended, stopped]) {
    process.emit('exit', 0);
    expect(process.exitCode).toBeUndefined();
  }
  expect(printed()).toEqual([]);
});
