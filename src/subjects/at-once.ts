/**
 * How many runs of a check are under way at once on a system of this name. On Postgres each has a schema of its own, and
 * while one waits for the server another is judged: two processors then have something to do.
 */
export function atOnceOn(system: string): number {
  return system === 'postgres' ? 4 : 1;
}
