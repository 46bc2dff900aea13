import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopOnSignals } from '../../src/cli/stop-on-signals.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function start(exitCode?: number): { process: EventEmitter; signal: AbortSignal; exits: number[] } {
  const exits: number[] = [];
  const process = Object.assign(new EventEmitter(), { exitCode, exit: (code: number) => void exits.push(code) });
  return { process, signal: stopOnSignals(process), exits };
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s', (name) => {
  test('asks the command to end, and gives it less than a second', () => {
    const { process, signal, exits } = start();
    expect(signal.aborted).toBe(false);
    process.emit(name);
    expect({ isAborted: signal.aborted, exits }).toEqual({ isAborted: true, exits: [] });
    vi.advanceTimersByTime(1_000);
    expect(exits).toEqual([130]);
    expect(vi.mocked(console.error).mock.calls).toEqual([
      ['faultbook: interrupted, and exited without a report: a call under way did not end'],
    ]);
  });

  test('leaves a command alone that has ended, and gives back what it holds', () => {
    const { process, exits } = start(130);
    process.emit(name);
    vi.advanceTimersByTime(10_000);
    expect(exits).toEqual([]);
  });

  test('ends the process at once when another one came before', () => {
    const { process, exits } = start();
    process.emit('SIGINT');
    process.emit(name);
    expect(exits).toEqual([130]);
  });
});
