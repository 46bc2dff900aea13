/** Something that can be taken away without any suite noticing, and why that is right. */
export interface ExpectedSurvivor {
  readonly file: string;
  readonly place: string;
  readonly removed: string;
  /** The policy or rule that makes it redundant. */
  readonly because: string;
}

export const expectedSurvivors: readonly ExpectedSurvivor[] = [
  {
    file: 'src/real/queue/sqlite/lease.ts',
    place: 'takeFirstFreeJob',
    removed: 'LIMIT 1',
    because:
      'in SQLite a sub-select in the place of a value gives its first row alone; other databases insist on the limit',
  },
];
