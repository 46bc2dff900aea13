import { sameJson } from '../kernel/json.ts';
import type { Policies, Scope } from '../kernel/subject.ts';

/** A search by its names and its numbers. */
export interface SearchToRepeat {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  /** Absent: all scopes. */
  readonly scope?: Scope;
  readonly foundBy: { readonly seed?: number; readonly run?: number; readonly length?: number };
}

/** The line that replays a kept trace. `subjectFiles` are the files of `--subject`. */
export function formatReplayLine(path: string, subjectFiles: readonly string[] = []): string {
  return `npx faultbook replay ${quoted(path)}${subjectFlags(subjectFiles)}`;
}

/** The flags that choose these files as subjects, each after a space. */
export function subjectFlags(files: readonly string[]): string {
  return files.map((file) => ` --subject ${quoted(file)}`).join('');
}

/** The line that repeats a search up to the run that showed the violation, and keeps the counterexample. */
export function formatCheckLine(
  { subject, system, policies, scope, foundBy: { seed, run, length } }: SearchToRepeat,
  scopes: Readonly<Record<string, Scope>>,
): string {
  const named = Object.keys(scopes).find((name) => scope !== undefined && sameJson(scopes[name], scope));
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const sizes = Object.entries(scope ?? {}).flatMap(([size, count]) => [`--${sizeFlag(size)}`, String(count)]);
  const numbers = Object.entries({ seed, runs: run, length }).filter(([, value]) => value !== undefined);
  return [
    'npx faultbook check',
    quoted(subject),
    `--system ${quoted(system)}`,
    ...off.map((name) => `--without ${quoted(name)}`),
    ...(named === undefined ? sizes : [`--scope ${quoted(named)}`]),
    ...numbers.map(([flag, value]) => `--${flag} ${value}`),
  ].join(' ');
}

/** Flags of commands that are no sizes: `--workers` is the number of processes, for example. */
const taken = new Set(
  'counterexamples depth dot explored help json length reporter runs scope seed subject symmetry system threads timeout verbose without workers'.split(
    ' ',
  ),
);

/** The flag that sets a size of the scope, without its dashes: `jobs`, or `workers-in-model`. */
export function sizeFlag(size: string): string {
  return taken.has(size) ? `${size}-in-model` : size;
}

/** An argument as a shell takes it. */
export function quoted(text: string): string {
  return /^[\w./:@#+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
