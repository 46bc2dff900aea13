import type { UnfoundBug } from '../collection.ts';

/** Conditions and constraints that no test needs, and the policy or rule that makes each redundant. */
export const expectedSurvivors: readonly UnfoundBug[] = [
  {
    file: 'src/real/queue/sqlite/lease.ts',
    breaks: 'takeFirstFreeJob',
    name: 'without LIMIT 1',
    because:
      'in SQLite a sub-select in the place of a value gives its first row alone; other databases insist on the limit',
  },
];
