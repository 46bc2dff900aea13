import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * Standard output, where that is a file. Node's own stream writes a chunk once: on a disk that is nearly full the system
 * takes a part of the chunk, without an error. `null` where standard output is a terminal, a pipe or closed.
 */
export function wholeOutput(descriptor: number): Writable | null {
  const isFile = isFileOrDevice(descriptor);
  if (!isFile) return null;
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      try {
        writeWhole(chunk, (bytes) => writeSync(descriptor, bytes));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** Writes all bytes, in as many calls as needed. `write` returns how many bytes were taken. */
export function writeWhole(bytes: Uint8Array, write: (bytes: Uint8Array) => number): void {
  for (let at = 0; at < bytes.length;) {
    const taken = write(bytes.subarray(at));
    if (taken === 0) throw new Error('no byte was taken');
    at += taken;
  }
}

function isFileOrDevice(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isFile() || found.isCharacterDevice();
  } catch {
    return false;
  }
}
