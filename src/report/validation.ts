import { formatCount } from './numbers.ts';
import { paragraph } from './wrapped.ts';

/** The faults that were found in the description of a subject, and the number of states that were visited. */
interface ReportedValidation {
  readonly faults: readonly string[];
  readonly states: number;
}

/** The faults of a subject, each in a sentence; a single line without any. */
export function renderValidation(subject: string, { faults, states }: ReportedValidation): string[] {
  if (faults.length === 0) return [`${subject}: no fault in its description (${formatCount(states, 'state')} visited)`];
  return faults.flatMap((fault) => paragraph(`${subject}: ${fault}`));
}
