import { replaceItems } from './json.ts';

/** A name on either side: an id as text or as a number. */
export type Name = string | number;

/** Which name of a system stands for which name of the model. Each name has at most one counterpart. */
export interface NamePairs {
  readonly toSystem: ReadonlyMap<Name, Name>;
  readonly toModel: ReadonlyMap<Name, Name>;
}

export const noRenaming: NamePairs = { toSystem: new Map(), toModel: new Map() };

/**
 * Whether a value of the system is that of the model up to names, which stand in fields of these keys: returns the renaming
 * with the names that are new in the two values, or `null` where no renaming makes them the same. Names that only the model
 * or only the system has used before do not fit a name that has its counterpart. Both values are JSON; the order of keys does
 * not count, the order of lists does.
 */
export function matchUpToNames(
  ofModel: unknown,
  ofSystem: unknown,
  fields: ReadonlySet<string>,
  known: NamePairs,
): NamePairs | null {
  const toSystem = new Map(known.toSystem);
  const toModel = new Map(known.toModel);

  function areNamesSame(a: Name, b: unknown): boolean {
    if (!isName(b)) return false;
    if (!toSystem.has(a) && !toModel.has(b)) {
      toSystem.set(a, b);
      toModel.set(b, a);
    }
    return toSystem.get(a) === b;
  }

  function isSame(a: unknown, b: unknown, isNamed: boolean): boolean {
    if (Array.isArray(a))
      return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at], isNamed));
    if (typeof a !== 'object' || a === null) return isNamed && isName(a) ? areNamesSame(a, b) : Object.is(a, b);
    if (typeof b !== 'object' || b === null || Array.isArray(b)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every((key) => {
      if (!Object.hasOwn(b, key)) return false;
      return isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], fields.has(key));
    });
  }

  return isSame(ofModel, ofSystem, false) ? { toSystem, toModel } : null;
}

/** The value with the names of the system in the place of the model's, where they have counterparts. */
export function renameForSystem<Value>(value: Value, fields: ReadonlySet<string>, { toSystem }: NamePairs): Value {
  return renameFields(value, fields, (name) => toSystem.get(name) ?? name);
}

/** The value with other names in the fields of these keys. */
export function renameFields<Value>(value: Value, fields: ReadonlySet<string>, nameFor: (name: Name) => Name): Value {
  const rename = (item: unknown, isNamed: boolean): unknown => {
    if (typeof item !== 'object' || item === null) return isNamed && isName(item) ? nameFor(item) : item;
    return replaceItems(item, (one, key) => rename(one, key === null ? isNamed : fields.has(key)));
  };
  return rename(value, false) as Value;
}

/** The pairs with this one; `null` where one of the two names has another counterpart. */
export function pairNames(known: NamePairs, ofModel: Name, ofSystem: Name): NamePairs | null {
  const counterpart = known.toSystem.get(ofModel);
  if (counterpart !== undefined) return counterpart === ofSystem ? known : null;
  if (known.toModel.has(ofSystem)) return null;
  return {
    toSystem: new Map([...known.toSystem, [ofModel, ofSystem]]),
    toModel: new Map([...known.toModel, [ofSystem, ofModel]]),
  };
}

/** Every name that stands in a field of these keys, once each, in the order of its first place. */
export function namesIn(value: unknown, fields: ReadonlySet<string>): ReadonlySet<Name> {
  const found = new Set<Name>();
  const visit = (item: unknown, isNamed: boolean): void => {
    if (Array.isArray(item)) for (const one of item) visit(one, isNamed);
    else if (typeof item === 'object' && item !== null)
      for (const [key, one] of Object.entries(item)) visit(one, fields.has(key));
    else if (isNamed && isName(item)) found.add(item);
  };
  visit(value, false);
  return found;
}

/** Whether two renamings have the same names. */
export function haveSamePairs(one: NamePairs = noRenaming, other: NamePairs = noRenaming): boolean {
  if (one.toSystem.size !== other.toSystem.size) return false;
  return [...one.toSystem].every(([name, counterpart]) => other.toSystem.get(name) === counterpart);
}

export function isName(value: unknown): value is Name {
  return typeof value === 'string' || typeof value === 'number';
}
