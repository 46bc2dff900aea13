import type { Copy } from './copy.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Planted bugs that are found in the same way. */
export interface Collection {
  /** The folder in `properties/planted`. */
  readonly name: string;
  /** How the bugs came about and what must find them, for the page. */
  readonly about: string;
  bugs(root: string): readonly PlantedBug[];
  /** The bugs that stay without a finding, each with the reason. */
  readonly unfound: readonly UnfoundBug[];
  /** The files that decide whether a bug is found: a kept result is valid for as long as they are the same. */
  involved(root: string, bug: PlantedBug): readonly string[];
  /** Prepares to find these bugs, in a copy without a bug. Throws where the copy shows a bug already. */
  prepare(root: string, copy: Copy, bugs: readonly PlantedBug[]): Promise<Find>;
}

/** Looks for a bug in a copy that has it: the finding, such as a red test or a violated invariant, or `null`. */
export type Find = (copy: Copy, bug: PlantedBug) => Promise<string | null>;

/** A bug that no test and no engine finds, and why. */
export interface UnfoundBug extends Pick<PlantedBug, 'name' | 'breaks'> {
  readonly file: string;
  readonly because: string;
}

export function isSameBug({ name, breaks, file }: UnfoundBug, bug: PlantedBug): boolean {
  return name === bug.name && breaks === bug.breaks && file === bug.patch.file;
}
