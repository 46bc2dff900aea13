import type { AnySubject } from '../kernel/subject.ts';
import { authority } from './authority/subject.ts';
import { booking } from './booking/subject.ts';
import { leaseLock } from './lease-lock/subject.ts';
import { leaseQueue } from './lease-queue/subject.ts';
import { queue } from './queue/subject.ts';

/** Every subject that comes with Faultbook. */
export const subjects: readonly AnySubject[] = [queue, booking, authority];

/** The subjects of contracts that come with Faultbook, each with its export. They run only where they are named. */
export const contracts: readonly { readonly subject: AnySubject; readonly exportName: string }[] = [
  { subject: leaseQueue, exportName: 'leaseQueue' },
  { subject: leaseLock, exportName: 'leaseLock' },
];

/** The subject of this name. Throws where there is none. */
export function subjectOf(name: string): AnySubject {
  const subject = subjects.find((one) => one.name === name);
  if (subject !== undefined) return subject;
  throw new RangeError(`there is no subject '${name}'; there is ${subjects.map((one) => one.name).join(', ')}`);
}
