import { giveStrayError } from '../kernel/stray-error.ts';
import { exitCode } from './exit.ts';
import { printError } from './print.ts';

/** The part of a process that reports its errors and its end. */
interface Endable {
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  on(event: 'unhandledRejection', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  exit(code: number): void;
  exitCode?: number | string | null | undefined;
}

/** The code with which Node ends a process that has nothing left to wait for, and has not come to its end. */
const nothingLeft = 13;

/**
 * Reports an end of this process that is not the end of the command, in one line and with the exit code of an unsuitable
 * environment: code under test may call `process.exit`, or throw in a timer. An error that no call threw goes to the call that
 * waits for a system, where there is one. `expect`: from now on the process may end. Nothing is reported after the signal.
 */
export function reportUnexpectedEnds(process: Endable, signal: AbortSignal): { expect(): void } {
  let isExpected = false;

  function onError(error: unknown): void {
    if (giveStrayError(error)) return;
    if (!signal.aborted && !isExpected)
      printError(`there is no verdict: an error outside of all calls, ${wordsOf(error)}`);
    isExpected = true;
    process.exit(exitCode.badUse);
  }

  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  process.on('exit', (code: number) => {
    if (isExpected || signal.aborted) return;
    const why =
      code === nothingLeft
        ? 'nothing was left to wait for'
        : `process.exit(${code}) was called${callerIn(new Error().stack)}`;
    printError(`there is no verdict: the process ended before the command, since ${why}`);
    process.exitCode = exitCode.badUse;
  });
  return {
    expect() {
      isExpected = true;
    },
  };
}

/** The error in a line, and where it was made. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message.split('\n')[0]}${callerIn(error.stack)}`;
}

/** The first place in a stack that is neither of Node nor of this file. */
function callerIn(stack = ''): string {
  const frames = stack.split('\n').flatMap((line) => /^\s+(at .*)$/.exec(line)?.[1] ?? []);
  const caller = frames.find((frame) => !frame.includes('node:') && !frame.includes(import.meta.filename));
  return caller === undefined ? '' : `, ${caller}`;
}
