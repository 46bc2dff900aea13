import { faultsAtFirstUse } from '../check/first-use.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { UsageError } from './exit.ts';
import { printError } from './print.ts';

/** Prints the faults in the descriptions of these subjects, a line each, and throws `UsageError` where there is one. */
export async function assertDescribed(subjects: readonly AnySubject[]): Promise<void> {
  const faulty: string[] = [];
  for (const subject of subjects) {
    const faults = await faultsAtFirstUse(subject);
    for (const fault of faults) printError(`${subject.name}: ${fault}`);
    if (faults.length > 0) faulty.push(subject.name);
  }
  if (faulty.length > 0)
    throw new UsageError(`nothing was run; validate looks further for mistakes in ${faulty.join(', ')}`);
}
