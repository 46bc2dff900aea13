import { ConfigurationError } from '../kernel/configuration.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { SetupOptions } from '../kernel/setup.ts';
import type { Generation, Policies, Scope, Subject } from '../kernel/subject.ts';
import { everySystemOf, policiesWithout } from '../kernel/subject.ts';

/** How the runs of a test are set up and generated. */
export interface RunOptions<P, S> {
  /** The name of the system. Default: the subject's first. */
  readonly system?: string;
  /** The policies that are off. Default: none. */
  readonly without?: readonly (keyof P & string)[];
  /** A scope, or the name of one. Default: all scopes of the subject in `test.subject`; in `propertyOf` its `defaultScope`. */
  readonly scope?: S | string;
  /** The most commands of a run. Default: 20. */
  readonly length?: number;
  /** Changes to the subject's way of generating runs. */
  readonly generation?: Partial<Generation>;
}

/** The most commands of a run where a test names no length. */
export const usualLength = 20;

/** The set-up of the runs of a test. Throws `ConfigurationError` where the subject has no such policy or scope. */
export function setupOptionsOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { system, without = [], scope = subject.defaultScope }: RunOptions<P, S>,
): SetupOptions<P, S> {
  const first = everySystemOf(subject)[0]?.name ?? '';
  return {
    system: system ?? first,
    policies: policiesWithout(subject, without) as P,
    scope: typeof scope === 'string' ? scopeNamed(subject, scope) : scope,
  };
}

function scopeNamed<S extends Scope>(
  { name: subject, scopes }: { readonly name: string; readonly scopes: Readonly<Record<string, S>> },
  name: string,
): S {
  const scope = scopes[name];
  if (scope !== undefined) return scope;
  throw new ConfigurationError(`${subject} has no scope '${name}'; it has ${Object.keys(scopes).join(', ')}`);
}
