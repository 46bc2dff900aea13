import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Complaint } from '../kernel/complaint.ts';

/** With less memory than this left on the machine, exploring stops before the system stops it. */
const leastMemoryBytes = 256 * 1024 * 1024;

/** Tables double, and beside the one of states stands that of recoveries. */
const tablesAtOnce = 3;

/** Of what a heap may hold for long, so much and no more: V8 gives up where it cannot find room in time. */
const mostOfHeap = 0.85;

/** What V8 counts into a heap's limit for objects that have just come to be, as a rule. */
const youngBytes = 192 * 1024 * 1024;

/** Whether the machine is short of memory, or will be when a table takes so many bytes at once. */
export function isMachineShort(nextBytes: number): boolean {
  return process.availableMemory() < leastMemoryBytes + nextBytes * tablesAtOnce;
}

/** Whether this thread's objects are about to outgrow its heap. V8 ends the process then, and nothing is told. */
export function isHeapShort(): boolean {
  const { heap_size_limit: limit } = getHeapStatistics();
  const most = Math.max(limit - youngBytes, limit / 4) * mostOfHeap;
  if (lastingBytes() <= most) return false;
  // Some of it may be garbage that V8 has seen no need yet to collect.
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return lastingBytes() > most;
}

/** What this thread's objects take that have outlived a collection or two. */
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

/** There is no memory for what was asked, and no part of it that would be an answer. */
export class ShortOfMemory extends Complaint {
  override name = 'ShortOfMemory';
}

/** What somebody can do about it. */
export const moreMemory = 'take a smaller scope, or give it more by NODE_OPTIONS=--max-old-space-size=<megabytes>';
