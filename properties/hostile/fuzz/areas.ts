import { readFileSync } from 'node:fs';
import type * as fc from 'fast-check';
import { damagedJournals } from '../damaged-journals.ts';
import { addressAttempts } from './addresses.ts';
import { argumentAttempts, pathAttempts } from './arguments.ts';
import type { Attempt } from './attempt.ts';
import { journalAttempts } from './journals.ts';
import { traceAttempts } from './traces.ts';

type Area = readonly [name: string, attempts: () => fc.Arbitrary<Attempt>];

/** For the tests of a file: what comes from outside, and attempts at it. A new format, flag or file joins one of them. */
export function hostileAreas(): readonly Area[] {
  const { changed, fieldsOf } = damagedJournals();
  const journals = (): fc.Arbitrary<Attempt> =>
    journalAttempts({
      fieldsOf,
      bytes: readFileSync(changed('SELECT 1')),
      changed: (sql, ...values) => readFileSync(changed(sql, ...values)),
    });
  return [
    ['traces', () => traceAttempts],
    ['journals', journals],
    ['arguments', () => argumentAttempts],
    ['paths', () => pathAttempts],
    ['addresses', () => addressAttempts],
  ];
}
