import { subjectFrom } from '../../src/explore/subject-source.ts';
import { failedBatch, runBatch } from '../../src/overnight/run-batch.ts';
import type { OpenSlot } from '../../src/overnight/worker-slot.ts';

const listener = { alive: () => undefined, opens: () => undefined, begins: () => undefined, ends: () => undefined };

/** Opens a slot whose batches run in this process, for campaigns of which no batch crashes or hangs. */
export const openSlotHere: OpenSlot = () => {
  let isStopped = false;
  return {
    async do(batch) {
      if (isStopped) return { type: 'stopped' };
      // A process gets and sends copies.
      try {
        const done = await runBatch(await subjectFrom(batch.source), structuredClone(batch), listener);
        return { type: 'done', done: structuredClone(done), crash: null };
      } catch (error) {
        return failedBatch(error);
      }
    },
    stop: () => void (isStopped = true),
  };
};
