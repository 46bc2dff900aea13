/** Above this chance, a verdict over all states mentions collisions of fingerprints. */
const worthSaying = 1e-6;

/** The chance that two states shared a fingerprint, so that the search missed a state: `at most 1 in 30 million`. */
export function formatCollisionChance(chance: number): string {
  if (chance < 1e-12) return 'less than 1 in a trillion';
  const format = { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 1 } as const;
  // Rounded down, so that the printed chance is never less than the real chance.
  const oneIn = new Intl.NumberFormat('en', { ...format, roundingMode: 'floor' }).format(1 / chance);
  return `at most 1 in ${oneIn}`;
}

/** The addition to a verdict over all states where the chance is above 1 in a million; otherwise empty. */
export function collisionCaveat(chance: number): string {
  if (chance <= worthSaying) return '';
  return `; the chance that a collision of fingerprints hid a state is ${formatCollisionChance(chance)}`;
}
