import type { Difference } from '../kernel/json.ts';
import { briefJson } from './brief-json.ts';
import { table } from './table.ts';

/** A change of a state, as an immer patch. */
export interface StatePatch {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/** The changes of a step on either side. */
export interface FormattedStep {
  /** As in the timeline: `4`, or `r1` in the recovery. */
  readonly label: string;
  readonly patches: readonly StatePatch[];
  /** Further notes on the step, on either side. */
  readonly notes: { readonly model: readonly string[]; readonly system: readonly string[] };
  readonly changes: readonly Difference[];
}

/** For each step the changes on both sides, and those of the model’s state or of the system’s view alone. */
export function steps(system: string, formatted: readonly FormattedStep[]): string[] {
  const rows = formatted.flatMap(({ label, patches, changes, notes }) => {
    const model = [...notes.model, ...inOrder(patches.map((patch) => [patch.path.join('.'), formatPatch(patch)]))];
    const own = [...notes.system, ...inOrder(changes.map((change) => [change.path, formatDifference(change)]))];
    const sides = [
      ['both', model.filter((text) => own.includes(text))],
      ['model', model.filter((text) => !own.includes(text))],
      [system, own.filter((text) => !model.includes(text))],
    ] as const;
    const changed = sides.flatMap(([side, texts]) => texts.map((text): [string, string] => [side, text]));
    if (changed.length === 0) changed.push(['both', 'nothing']);
    return changed.map(([side, text], at) => [at === 0 ? label : '', side, text]);
  });
  return table(['#', 'on', 'changed'], rows);
}

/** Sorted by place. */
function inOrder(changes: readonly (readonly [place: string, text: string])[]): string[] {
  return changes.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

function formatPatch({ op, path, value }: StatePatch): string {
  const place = path.join('.');
  if (op === 'remove') return `- ${place}`;
  return op === 'add' ? `+ ${place} ${briefJson(value)}` : `${place} = ${briefJson(value)}`;
}

function formatDifference({ path, left, right }: Difference): string {
  if (right === undefined) return `- ${path}`;
  return left === undefined ? `+ ${path} ${briefJson(right)}` : `${path} = ${briefJson(right)}`;
}
