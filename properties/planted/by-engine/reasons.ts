import type { Reasons } from './page.ts';

/** Why no engine finds a bug as it is used by default. */
export const reasons: Reasons = {};
