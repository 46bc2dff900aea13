import type { PlantedBug } from './planted-bug.ts';
import type { BugKind } from './system-bug.ts';

/** A bug in a library in memory. `breaks` is a promise that a check finds broken, also where it asks no other. */
export interface LibraryBug<Terms> extends PlantedBug {
  readonly kind: BugKind;
  /** What differs from the usual terms. */
  readonly terms: Partial<Terms>;
}

type Change = readonly [replaces: string, by: string];

/** How bugs in this file are written down. */
export function bugsIn<Terms>(
  subject: string,
  file: string,
): (name: string, kind: BugKind, breaks: string, change: Change, terms?: Partial<Terms>) => LibraryBug<Terms> {
  return (name, kind, breaks, [replaces, by], terms = {}) => ({
    name,
    subject,
    kind,
    breaks,
    terms,
    patch: { file, replaces, by },
  });
}
