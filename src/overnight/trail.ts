import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Command } from '../kernel/model.ts';
import type { CallListener } from './reporting-progress.ts';

// A process that comes to an end has no time to say over what. Where it is asked to, it writes a line to a file before each
// call of a system, and another one after it.

const ended = '-';

/** Writes down the calls of a system, those of the last one that was opened alone. */
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
 * The commands that a system had got when a process came to an end within a call of it, the last one included; `null` where
 * it was within none, so that no system is to blame. Takes the file away.
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
  // A line that was cut off was being written: no call had begun, or the last one had ended.
  if (lines.length === 0 || lines.at(-1) === ended || !text.endsWith('\n')) return null;
  return lines.flatMap((line) => (line === ended || line === 'null' ? [] : [JSON.parse(line) as Command]));
}
