import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UserError } from '../kernel/user-error.ts';

/** With less memory left on the machine, exploring stops before the operating system stops it. */
const leastMemoryBytes = 256 * 1024 * 1024;

/** Tables double, and beside the table of states is the table of recoveries. */
const tablesAtOnce = 3;

/** The usable part of a heap: V8 gives up where it cannot find room in time. */
const mostOfHeap = 0.85;

/** The part of a heap's limit that V8 usually reserves for new objects. */
const youngBytes = 192 * 1024 * 1024;

/** Whether the machine is short of memory, or will be when a table takes so many bytes at once. */
export function isMachineFull(nextBytes: number): boolean {
  return process.availableMemory() < leastMemoryBytes + nextBytes * tablesAtOnce;
}

/** Whether this thread's objects are about to outgrow its heap. V8 then ends the process without a report. */
export function isHeapFull(): boolean {
  const { heap_size_limit: limit } = getHeapStatistics();
  const most = Math.max(limit - youngBytes, limit / 4) * mostOfHeap;
  if (lastingBytes() <= most) return false;
  // Some of the memory may be garbage that V8 has not collected yet.
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return lastingBytes() > most;
}

/** The bytes of this thread's objects that have outlived a collection or two. */
function lastingBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => !name.startsWith('new_'))
    .reduce((sum, { space_used_size: used }) => sum + used, 0);
}

/** Whether an error says that there was no memory for a table, or that there can be none so large. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  const isTooLarge = /allocation failed|Invalid (typed array|array buffer) length|Map maximum size exceeded/;
  return error instanceof RangeError && isTooLarge.test(error.message);
}

/** The memory is too small for the work, and a partial result would be no answer. */
export class OutOfMemory extends UserError {
  override name = 'OutOfMemory';
}

/** How to get more memory, for messages. */
export const moreMemory = 'take a smaller scope, or give more memory by NODE_OPTIONS=--max-old-space-size=<megabytes>';
