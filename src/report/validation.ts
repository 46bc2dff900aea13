import { formatCount } from './numbers.ts';

/** The faults that were found in the description of a subject, and the number of states that were visited. */
interface ReportedValidation {
  readonly faults: readonly string[];
  readonly states: number;
}

/** The faults of a subject, a line each; a single line without any. */
export function renderValidation(subject: string, { faults, states }: ReportedValidation): string[] {
  if (faults.length === 0) return [`${subject}: no fault in its description (${formatCount(states, 'state')} visited)`];
  return faults.map((fault) => `${subject}: ${fault}`);
}
