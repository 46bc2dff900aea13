import { firstBackoffMs, longestBackoffMs } from '../rules.ts';

/** In SQL, how long a job waits after so many attempts. */
export function backoffMs(attempts: string): string {
  return `min(${firstBackoffMs} << min(${attempts} - 1, 20), ${longestBackoffMs})`;
}
