import type { Difference } from '../kernel/json.ts';
import { table } from './table.ts';
import { wrapped } from './wrapped.ts';

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

/** Two columns of this width and a label fit on a terminal. */
const columnWidth = 56;

/** For each step the changes of the model's state, beside the changes of the system's view. */
export function steps(system: string, formatted: readonly FormattedStep[]): string[] {
  const rows = formatted.flatMap(({ label, patches, changes, notes }) => {
    const left = columnOf([
      ...notes.model,
      ...inOrder(patches.map((patch) => [patch.path.join('.'), formatPatch(patch)])),
    ]);
    const right = columnOf([
      ...notes.system,
      ...inOrder(changes.map((change) => [change.path, formatDifference(change)])),
    ]);
    return Array.from({ length: Math.max(left.length, right.length) }, (_, line) => [
      line === 0 ? label : '',
      left[line] ?? '',
      right[line] ?? '',
    ]);
  });
  return table(['#', 'changed in the model', `changed on ${system}`], rows);
}

/** Sorted by place, so that a change has about the same height on either side. */
function inOrder(changes: readonly (readonly [place: string, text: string])[]): string[] {
  return changes.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

function columnOf(changes: readonly string[]): string[] {
  return changes.length === 0 ? ['nothing'] : changes.flatMap((change) => wrapped(change, columnWidth));
}

function formatPatch({ op, path, value }: StatePatch): string {
  const place = path.join('.');
  if (op === 'remove') return `- ${place}`;
  return op === 'add' ? `+ ${place} ${show(value)}` : `${place} = ${show(value)}`;
}

function formatDifference({ path, left, right }: Difference): string {
  if (right === undefined) return `- ${path}`;
  return left === undefined ? `+ ${path} ${show(right)}` : `${path} = ${show(right)}`;
}

/** JSON without the quotes around simple names. */
function show(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"([A-Za-z][\w-]*)"/g, '$1')
    .replaceAll(/([,:])/g, '$1 ');
}
