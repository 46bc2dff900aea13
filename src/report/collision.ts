/** Above this chance, a verdict over all states says that it rests on fingerprints. */
const worthSaying = 1e-6;

/** The chance that two states shared a fingerprint, so that one of them was never visited: `at most 1 in 30 million`. */
export function formatCollisionChance(chance: number): string {
  if (chance < 1e-12) return 'less than 1 in a trillion';
  const format = { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 1 } as const;
  // Rounded down, so that the chance that is printed is never less than the real one.
  const oneIn = new Intl.NumberFormat('en', { ...format, roundingMode: 'floor' }).format(1 / chance);
  return `at most 1 in ${oneIn}`;
}

/** What a verdict over all states adds where the chance is above one in a million; else nothing. */
export function collisionCaveat(chance: number): string {
  if (chance <= worthSaying) return '';
  return `; the chance that a collision of fingerprints hid a state is ${formatCollisionChance(chance)}`;
}
