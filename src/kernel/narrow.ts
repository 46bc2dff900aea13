import { ConfigurationError } from './configuration.ts';
import type { Command, Model, Outcome } from './model.ts';

/** What a system lacks of its model. */
export interface Lacks {
  readonly name: string;
  readonly commands?: readonly string[];
  readonly accepts?: Readonly<Record<string, string>>;
}

/**
 * The model of a system with fewer commands, or with invariants that the system does not hold: it enables no other command,
 * recovers without them, and does not ask these invariants. Throws `ConfigurationError` where an accepted invariant does not
 * exist, and later where a recovery needs a command that the system does not have.
 */
export function narrowModel<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { name, commands, accepts = {} }: Lacks,
): Model<State, C, O, View> {
  const accepted = new Set(Object.keys(accepts));
  assertInvariants(model, name, accepted);
  const isAsked = ({ id }: { readonly id: string }): boolean => !accepted.has(id);
  const asked = { invariants: model.invariants.filter(isAsked), settled: model.settled.filter(isAsked) };
  if (commands === undefined) return accepted.size === 0 ? model : { ...model, ...asked };
  const has = ({ type }: C): boolean => commands.includes(type);
  return {
    ...model,
    ...asked,
    commands: (state) => model.commands(state).filter(has),
    recovery(state) {
      const all = model.recovery(state);
      const left = all.filter(has);
      if (left.length > 0 || all.length === 0) return left;
      const needed = [...new Set(all.map(({ type }) => type))].join(', ');
      throw new ConfigurationError(
        `the recovery of ${model.name} needs the command ${needed}, which the system ${name} does not have`,
      );
    },
  };
}

function assertInvariants(
  { name: ofModel, invariants, settled }: Pick<Model<never, never, never, never>, 'name' | 'invariants' | 'settled'>,
  system: string,
  accepted: ReadonlySet<string>,
): void {
  const known = [...invariants, ...settled].map(({ id }) => id);
  const unknown = [...accepted].filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ConfigurationError(
      `the system ${system} accepts ${unknown.join(', ')}, which is no invariant of ${ofModel}; it has ${known.join(', ')}`,
    );
}
