import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeaseQueueSystemKind } from '../../../src/adapters/lease-queue-system.ts';
import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import { usualTerms } from '../../../src/subjects/lease-queue/terms.ts';
import { attemptRuns } from './attempt-runs.ts';
import { choiceRuns } from './choice-runs.ts';
import type { RunTaker } from './judged-run.ts';
import { judgeOtherwise, judgeTaken, startTaker } from './judged-run.ts';
import { leaseRuns } from './lease-runs.ts';
import type { TermRun } from './term-run.ts';
import { termsWithoutEffect } from './without-effect.ts';

/** A documented way to use a library, and the terms that it states. */
export interface StatedTerms {
  readonly kind: LeaseQueueSystemKind;
  readonly stated: Partial<LeaseQueueTerms>;
  /** Whether a run shows a finding that is known. */
  readonly isKnown?: (run: TermRun) => boolean;
}

/** Tests of each stated term: the library keeps it, and by another one the same run would break a promise. */
export function describeTerms({ kind, stated, isKnown = () => false }: StatedTerms): void {
  const terms = { ...usualTerms, ...stated };
  const runs = [...leaseRuns(terms), ...attemptRuns(terms), ...choiceRuns(terms)].filter((run) => !isKnown(run));

  describe(`the terms of ${kind.name}`, () => {
    let taker: RunTaker;
    beforeAll(async () => {
      taker = await startTaker(kind, terms);
    });
    afterAll(() => taker.stop());

    test.each(runs.map((run) => ({ ...run, title: titleOf(run, terms) })))('$title', async (run) => {
      const taken = await taker.take(run.commands);
      expect(judgeTaken(terms, taken)).toBeNull();
      expect((await judgeOtherwise(terms, run.otherwise, taken))?.id).toBe(run.breaks);
    });

    test('are each shown by a run, but for those without effect', () => {
      const shown = new Set<string>([...runs.map(({ term }) => term), ...termsWithoutEffect(terms)]);
      expect(Object.keys(stated).filter((term) => !shown.has(term))).toEqual([]);
    });
  });
}

function titleOf({ term, otherwise, breaks }: TermRun, terms: LeaseQueueTerms): string {
  const other = 'terms' in otherwise ? `by ${JSON.stringify(otherwise.terms)}` : 'where a library does more,';
  return `${term} ${terms[term]}: ${other} ${breaks} is broken`;
}
