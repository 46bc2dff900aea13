import type { AnySubject } from '../kernel/subject.ts';
import { queue } from './queue.ts';

/** Every subject that comes with Faultbook. */
export const subjects: readonly AnySubject[] = [queue];
