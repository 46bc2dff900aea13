import type { Drawable, DrawnFields } from './drawable.ts';
import { sameJson } from './json.ts';
import type { Command } from './model.ts';

/** The drawn fields of a user, with the type of each value. */
export type ArgumentsOf<C extends Command> = {
  readonly [Type in C['type']]?: {
    readonly [Field in Exclude<keyof OfType<C, Type>, 'type' | 'fault'>]?: Drawable<OfType<C, Type>[Field]>;
  };
};

type OfType<C extends Command, Type> = C extends unknown ? (Type extends C['type'] ? C : never) : never;

/** The drawn fields of a model with their types of command: `transfer.amount`. */
export function namesOfDrawn(drawn: DrawnFields | undefined): string[] {
  return Object.entries(drawn ?? {}).flatMap(([type, fields]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  );
}

/**
 * The enabled commands of the type of this one, each with its values in the drawn fields: the same command but for these
 * fields is its representative.
 */
export function enabledLike<C extends Command>(
  drawn: DrawnFields | undefined,
  enabled: readonly C[],
  command: C,
): readonly C[] {
  const alike = enabled.filter(({ type }) => type === command.type);
  const fields = Object.keys(drawn?.[command.type] ?? {}).filter((field) => Object.hasOwn(command, field));
  return fields.length === 0 ? alike : alike.map((one) => withValuesOf(command, fields, one));
}

/**
 * Whether a command is among the enabled commands of a state. With drawn fields it is where its representative is: with the
 * representative's values in these fields it is the same command.
 */
export function isAmong<C extends Command>(drawn: DrawnFields | undefined, enabled: readonly C[], command: C): boolean {
  return enabledLike(drawn, enabled, command).some((one) => sameJson(one, command));
}

/** A field that the representative lacks is not drawn there. */
function withValuesOf<C extends Command>(command: C, fields: readonly string[], representative: C): C {
  const values = Object.entries(command).filter(([key]) => fields.includes(key) && Object.hasOwn(representative, key));
  return { ...representative, ...Object.fromEntries(values) };
}
