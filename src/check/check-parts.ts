import type { Command, Outcome } from '../kernel/model.ts';
import { systemOf } from '../kernel/setup.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';

/** A part of a check: a scope, with the policies of the check, or with one more of them off. */
export interface CheckPart<P = Policies, S = Scope> {
  /** The name of the scope. */
  readonly name: string;
  readonly scope: S;
  readonly policies: P;
  /**
   * The policy that this part alone switches off. Its model violates invariants, so model and system are compared alone.
   * `null`: none, and the invariants are asked.
   */
  readonly off: string | null;
}

/**
 * The parts of a check of all scopes: each scope from small to large, then, where the system can do without them, each policy
 * off in turn, in the scope that shows its effect.
 */
export function checkPartsOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { system, policies }: { readonly system: string; readonly policies: P },
): CheckPart<P, S>[] {
  const scopes = Object.entries(subject.scopes);
  const [smallest] = scopes;
  const { switchable = [], claims } = systemOf(subject, system);
  const switched = Object.entries<{ readonly scope?: string }>(subject.policies).filter(
    ([name]) =>
      policies[name] === true &&
      claims?.includes(name) !== false &&
      (switchable === 'all' || switchable.includes(name)),
  );
  return [
    ...scopes.map(([name, scope]) => ({ name, scope, policies, off: null })),
    ...switched.flatMap(([off, { scope: own }]) => {
      const [name, scope] = scopes.find(([one]) => one === own) ?? smallest ?? [];
      if (name === undefined || scope === undefined) return [];
      return [{ name, scope, policies: { ...policies, [off]: false }, off }];
    }),
  ];
}
