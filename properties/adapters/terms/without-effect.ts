import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import { outlivesLapse } from './lease-runs.ts';

/** The terms that make no difference beside the other ones. */
export function termsWithoutEffect(terms: LeaseQueueTerms): ReadonlySet<keyof LeaseQueueTerms> {
  const { attempts, waitMs, batch } = terms;
  const all: (keyof LeaseQueueTerms)[] = [];
  // A job that is tried once does not wait.
  if (attempts === 1) all.push('waitMs', 'waitAtMostMs');
  if (attempts < 3 || waitMs === 0) all.push('waitsGrowBy', 'waitGrowth', 'longestWaitMs');
  if (waitMs === 0 || !outlivesLapse(terms)) all.push('lapsedWaits');
  // A job of which no lease may run out does not come back.
  if (!outlivesLapse(terms)) all.push('passes', 'reportedBy', 'slackMs');
  // A fetch of one job fills no batch; the scope of these runs shows nothing of it.
  if (batch === 1) all.push('batch', 'fillsBatches');
  return new Set(all);
}
