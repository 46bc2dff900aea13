import type { QueueView } from '../../alphabets/queue.ts';

/** Every row of every table, in the order of insertion. */
export type QueueTables = Omit<QueueView, 'nowMs' | 'workers' | 'buffered' | 'unacknowledged'>;
