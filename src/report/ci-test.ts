import { stripVTControlCharacters } from 'node:util';
import { printable } from '../kernel/printable.ts';

/** The result of a command on one subject, as a test of a CI. */
export interface CiTest {
  /** What was checked: the subject and its set-up. */
  readonly name: string;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'missed' | 'interrupted';
  /** The report of the result, or the part of it that explains a failure. */
  readonly lines: readonly string[];
  /** The file of the counterexample, from the root of the repository. Absent: there is none. */
  readonly file?: string;
  /** How long it took. Absent: not measured. */
  readonly seconds?: number;
}

/** What went wrong, in a line: the verdict and the set-up. */
export function headOf({ name, verdict }: CiTest): string {
  return cleaned(`${verdict}: ${name}`);
}

/** The lines without colours, and without characters that act on a terminal. */
export function bodyOf({ lines }: CiTest): string[] {
  return lines.map(cleaned);
}

/** Also without the two noncharacters that XML does not have. */
export function cleaned(line: string): string {
  return printable(stripVTControlCharacters(line)).replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
}
