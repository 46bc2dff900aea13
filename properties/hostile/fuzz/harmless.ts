import { printable } from '../../../src/kernel/printable.ts';
import type { Ended } from '../../cli/faultbook.ts';

/** What may not come to a terminal, but for the ends of lines and tabs. */
const actingOnTerminals = /[^\n\t\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const documentedCodes: ReadonlySet<number | null> = new Set([0, 1, 2, 3, 130]);

interface Around {
  readonly passwords?: readonly string[];
  /** What lies outside of the working folder, before and after. */
  readonly before: string;
  readonly after: string;
}

/** What is wrong with how a command line ended, whatever it was given; none where it did no harm. */
export function harmsOf({ code, out, err }: Ended, { passwords = [], before, after }: Around): string[] {
  const all = out + err;
  const harms: [isDone: boolean, harm: string][] = [
    [/^ {4}at /m.test(all), 'it printed a stack trace'],
    [!documentedCodes.has(code), `it ended with exit code ${code}`],
    [code === 2 && !/^[^\n]+\n$/.test(err), 'it ended with exit code 2, and not with one line on standard error'],
    [err.split('\n').some((line) => line.length > 20_000), 'it printed an endless line on standard error'],
    [actingOnTerminals.test(all), 'it printed a character that acts on terminals'],
    [passwords.some((password) => all.includes(password)), 'it printed a password'],
    [before !== after, 'it changed something outside of the working folder'],
  ];
  return harms.filter(([isDone]) => isDone).map(([, harm]) => harm);
}

/** Throws, with what was printed, where a command line did harm. */
export function assertHarmless(ended: Ended, around: Around): void {
  const harms = harmsOf(ended, around);
  if (harms.length === 0) return;
  const printed = [ended.out, ended.err].map((text) => printable(text, 3000));
  throw new Error([...harms, `exit code ${ended.code}`, ...printed].join('\n'));
}
