import type { QueueSubject } from '../../src/subjects/queue/index.ts';
import { queueOn } from './subject.ts';

/** The same queue with a planted bug: it hands out also what a worker holds. */
export const queue: QueueSubject = queueOn({ isDue: 'attempts < 3' });
