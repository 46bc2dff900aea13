import type { QueueSubject } from './subject-type.ts';

/** The scopes of the queue by name, from small to large. */
export const queueScopes: QueueSubject['scopes'] = {
  small: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  // Few attempts, because without the budget each job has an attempt more, and attempts come at any time.
  storm: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 1, retries: 1 },
  // A retried submit needs a second id.
  intake: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
  // Without the store's clock the lengths of leases differ, and the graph has many more states.
  skewed: { workers: 2, jobs: 1, faults: 1, attempts: 2, inFlight: 0, retries: 0 },
  // Five attempts reach the longest wait, and the ends of leases and waits are tried one instant before and after.
  boundaries: { workers: 1, jobs: 1, faults: 1, attempts: 5, inFlight: 0, retries: 4, boundaries: 1 },
  // A dead-lettered job may be submitted again once, and an operator tries it twice.
  resubmits: { workers: 1, jobs: 3, faults: 0, attempts: 1, inFlight: 0, retries: 0, boundaries: 1 },
  medium: { workers: 2, jobs: 2, faults: 3, attempts: 3, inFlight: 2, retries: 2 },
  large: { workers: 3, jobs: 4, faults: 6, attempts: 3, inFlight: 2, retries: 2 },
};
