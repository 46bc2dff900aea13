import { assertFits } from '../kernel/configuration.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Policy, Subject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { explore } from './explore.ts';
import type { Exploration, ExploreProgress } from './result.ts';

export interface AblateOptions<S> {
  /** The scope of every exploration; each policy’s own where none is given. */
  readonly scope?: S;
  /** Policies are switched off one at a time, and a policy behind another also together with that one; or two at a time. */
  readonly atOnce: 1 | 2;
  /** How many distinct states each exploration keeps, at most. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (off: readonly string[], progress: ExploreProgress) => void;
}

/** The violations with these policies off, by exploring every state of the scope. */
export interface AblationRow<C = Command, S = unknown> extends Exploration<C> {
  readonly off: readonly string[];
  readonly scope: S;
}

/**
 * Explores the subject as shipped first, then with each policy off alone and each policy behind another, or each pair. As
 * shipped in every scope of the other rows. Ends early where it is stopped.
 */
export async function ablate<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends { readonly [Name in keyof P]: boolean },
  S extends { readonly [Name in keyof S]: number },
>(
  subject: Subject<State, C, O, View, P, S>,
  { scope, atOnce, maxStates, signal, onProgress }: AblateOptions<S>,
): Promise<AblationRow<C, S>[]> {
  const rows: AblationRow<C, S>[] = [];
  for (const one of scope === undefined ? plan(subject, atOnce) : inScope(plan(subject, atOnce), scope)) {
    const policies = policiesWithout(subject, one.off) as unknown as P;
    assertFits(subject, { policies, scope: one.scope });
    const row = await explore(subject.model(policies, one.scope), {
      maxStates,
      laneOf: (command) => subject.narration.laneOf(command),
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.(one.off, progress),
    });
    rows.push({ ...one, ...row });
    if (row.stoppedBy === 'signal') break;
  }
  return rows;
}

interface Planned<S> {
  readonly off: readonly string[];
  readonly scope: S;
}

/** The policies to switch off, and the scopes. Policies of a pair are also switched off alone there, for comparison. */
function plan<S>(
  { policies, scopes }: { readonly policies: object; readonly scopes: Readonly<Record<string, S>> },
  atOnce: 1 | 2,
): Planned<S>[] {
  const [smallest = ''] = Object.keys(scopes);
  const own = new Map(Object.entries(policies as Readonly<Record<string, Policy>>));
  const scopeOf = (name: string): string => own.get(name)?.scope ?? smallest;
  const names = [...own.keys()];
  const behind = [...own].flatMap(([name, { behind: front }]) => (front === undefined ? [] : [[front.policy, name]]));
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
  const together = (atOnce === 1 ? behind : pairs).flatMap((off) => {
    const special = new Set(off.map(scopeOf).filter((name) => name !== smallest));
    return (special.size === 0 ? [smallest] : [...special]).map((name) => ({ off, name }));
  });
  const singles = names.map((name) => ({ off: [name], name: scopeOf(name) }));
  const compared = together
    .flatMap(({ off, name }) => off.map((one) => ({ off: [one], name })))
    .filter(({ off, name }) => scopeOf(off[0] ?? '') !== name);
  const chosen = [...(atOnce === 1 ? singles : []), ...compared, ...together];
  const used = [...new Set([smallest, ...chosen.map(({ name }) => name)])];
  const all = [...used.map((name) => ({ off: [] as string[], name })), ...chosen];
  const unique = new Map(all.map((one) => [`${one.off.join()} in ${one.name}`, one]));
  return [...unique.values()].map(({ off, name }) => ({ off, scope: scopes[name] as S }));
}

/** The same rows, each once, in this scope. */
function inScope<S>(planned: readonly Planned<S>[], scope: S): Planned<S>[] {
  return [...new Map(planned.map(({ off }) => [off.join(), { off, scope }])).values()];
}
