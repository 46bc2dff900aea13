import { differences, sameJson } from './json.ts';

/** What a model and a system made of the same command. */
export interface BothSides {
  readonly outcome: unknown;
  readonly view: unknown;
}

/** Where the two differ: what, by its place, and what each side shows. */
export interface Disagreement {
  readonly name: string;
  readonly details: string;
}

/** Compares the outcomes of a command, and then what both sides show after it; `null` where they agree. */
export function disagreementOf(
  command: { readonly type: string },
  model: BothSides,
  system: BothSides,
): Disagreement | null {
  if (!sameJson(model.outcome, system.outcome)) {
    const details = `${show(command)}: ${show(model.outcome)} on the model, ${show(system.outcome)} on the system`;
    return { name: `outcome of ${command.type}`, details };
  }
  return viewsDisagree(model.view, system.view);
}

/** Compares what both sides show; `null` where they agree. */
export function viewsDisagree(model: unknown, system: unknown): Disagreement | null {
  if (sameJson(model, system)) return null;
  const found = differences(model, system);
  const places = found.map(
    ({ path, left, right }) => `${path}: ${show(left)} on the model, ${show(right)} on the system`,
  );
  const more = places.length > mostPlaces ? [`and ${places.length - mostPlaces} more places`] : [];
  const details = [...places.slice(0, mostPlaces), ...more].join('; ');
  return { name: `view.${found[0]?.path.split('.')[0] ?? ''}`, details };
}

/** One bug often shows in many rows; the first ones tell as much as all of them. */
const mostPlaces = 3;

/** What is longer than this is cut. A row fits. */
const longestValue = 160;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)} … (${text.length} characters)` : text;
}
