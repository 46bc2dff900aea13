/** A change to a source, as text. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  readonly replaces: string;
  readonly by: string;
  /** Where in the file `replaces` starts. Default: the only place that has it. */
  readonly at?: number;
}

/** A bug for the tests and engines to find. */
export interface PlantedBug {
  /** The change, as a clause. */
  readonly name: string;
  readonly subject: string;
  /** The invariant, the constraint or the statement that the patch puts out of action. */
  readonly breaks: string;
  readonly patch: Patch;
}

/** The source with the patch. Throws `RangeError` where the source does not have the replaced text exactly once. */
export function applyPatch(source: string, patch: Patch): string {
  const at = placeOf(source, patch);
  return source.slice(0, at) + patch.by + source.slice(at + patch.replaces.length);
}

/** The line on which the replaced text starts, from 1. White space and commas before it do not count. */
export function lineOf(source: string, patch: Patch): number {
  const start = placeOf(source, patch) + Math.max(0, patch.replaces.search(/[^,\s]/));
  return source.slice(0, start).split('\n').length;
}

function placeOf(source: string, { file, replaces, at }: Patch): number {
  const first = source.indexOf(replaces, at);
  const isThere = at === undefined ? first >= 0 && source.indexOf(replaces, first + 1) < 0 : first === at;
  if (!isThere) throw new RangeError(`${file} does not have this text exactly once: ${replaces}`);
  return first;
}
