import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Command } from '../kernel/model.ts';
import type { CallListener } from './reporting-progress.ts';

// A process that crashes cannot report the call that crashed the process. On request, a worker writes a line to a file
// before each call of a system, and another line after the call.

const ended = '-';

/** Writes down the calls of the system that was opened last. */
export function writeTrail(path: string): CallListener & { close(): void } {
  const file = openSync(path, 'a');
  const write = (line: string): void => void writeSync(file, `${line}\n`);
  return {
    opens() {
      ftruncateSync(file);
      write('null');
    },
    begins: (command) => write(JSON.stringify(command)),
    ends: () => write(ended),
    close: () => closeSync(file),
  };
}

/**
 * The commands of a system in a call of which a process ended, the last command included; `null` where the process ended
 * outside of any call, so that no system is to blame. Removes the file.
 */
export function readTrail(path: string): Command[] | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  rmSync(path, { force: true });
  const lines = text.split('\n').filter((line) => line !== '');
  // The process ended while writing a cut-off line: no call had begun, or the last call had ended.
  if (lines.length === 0 || lines.at(-1) === ended || !text.endsWith('\n')) return null;
  return lines.flatMap((line) => (line === ended || line === 'null' ? [] : [JSON.parse(line) as Command]));
}
