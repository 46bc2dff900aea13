import { UserError } from './user-error.ts';

/** The parts of a subject that say how to set it up. */
interface SetUpable {
  readonly name: string;
  readonly policies: object;
  readonly scopes: Readonly<Record<string, object>>;
}

/** Policies and scope under which a subject is checked. */
interface SetUp {
  readonly policies: object;
  readonly scope: object;
}

/** An unknown or missing policy or size. A missing policy would count as off, and a missing size as zero, unseen. */
export class ConfigurationError extends UserError {
  override name = 'ConfigurationError';
}

/** Throws `ConfigurationError` unless the value is a whole number of at least `least`. A missing number would count as endless. */
export function assertCount(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new ConfigurationError(`${name} is ${inWords(value)}: it has to be a whole number from ${least}`);
}

/** Throws `ConfigurationError` unless the set-up has a value for every policy and size of the subject, and no others. */
export function assertFits({ name, ...subject }: SetUpable, { policies, scope }: SetUp): void {
  const sizes = sizesOf(subject);
  for (const [what, value] of Object.entries({ policies, scope })) {
    if (typeof value === 'object' && (value as object | null) !== null && !Array.isArray(value)) continue;
    const example = what === 'scope' ? JSON.stringify(Object.values(subject.scopes)[0] ?? {}) : 'allPolicies(subject)';
    throw new ConfigurationError(`${what} of ${name} is ${inWords(value)}: it has to be a record, such as ${example}`);
  }
  const wrong = [
    ...unknownScopes(subject),
    ...mismatchesOfNames(`policy of ${name}`, Object.keys(policies), Object.keys(subject.policies)),
    ...mismatchesOfSizes({ name, scopes: subject.scopes }, scope),
    ...valuesBut((value) => typeof value === 'boolean', policies, 'neither true nor false'),
    ...valuesBut((value) => Number.isSafeInteger(value) && Number(value) >= 0, scope, 'no whole number from 0'),
  ];
  if (wrong.length === 0) return;
  const known = `policies ${listOf(Object.keys(subject.policies))}; sizes ${listOf(sizes)}`;
  throw new ConfigurationError(`${name} cannot be set up like that: ${wrong.join('; ')}; it has ${known}`);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** In words: each name that is not known, and each known name that is missing. */
export function mismatchesOfNames(what: string, named: readonly string[], known: readonly string[]): string[] {
  const unknownNames = named.filter((name) => !known.includes(name)).map((name) => `'${name}' is no ${what}`);
  const missing = known.filter((name) => !named.includes(name)).map((name) => `'${name}' is a ${what}, and is missing`);
  return [...unknownNames, ...missing];
}

/** The same of the sizes of a scope. A size that only some scopes of the subject have may be missing: it is 0 then. */
export function mismatchesOfSizes({ name, scopes }: Pick<SetUpable, 'name' | 'scopes'>, scope: object): string[] {
  const known = sizesOf({ scopes });
  const needed = new Set(known.filter((size) => Object.values(scopes).every((one) => Object.hasOwn(one, size))));
  const named = Object.keys(scope);
  const optional = known.filter((size) => !needed.has(size) && !named.includes(size));
  return mismatchesOfNames(`size of ${name}’s scopes`, [...named, ...optional], known);
}

/** The names of the sizes in a subject's scopes. */
export function sizesOf({ scopes }: Pick<SetUpable, 'scopes'>): string[] {
  return [...new Set(Object.values(scopes).flatMap((scope) => Object.keys(scope)))];
}

function valuesBut(isRight: (value: unknown) => boolean, record: object, message: string): string[] {
  return Object.entries(record)
    .filter(([, value]) => !isRight(value))
    .map(([name, value]) => `'${name}' is ${JSON.stringify(value)}, ${message}`);
}

/** A message for each policy whose scope is none of the subject's. */
function unknownScopes({ policies, scopes }: Pick<SetUpable, 'policies' | 'scopes'>): string[] {
  const known = Object.keys(scopes);
  return Object.entries(policies as Readonly<Record<string, { readonly scope?: string } | undefined>>).flatMap(
    ([name, policy]) =>
      policy?.scope === undefined || known.includes(policy.scope)
        ? []
        : [`the policy '${name}' names the scope '${policy.scope}', and there is ${known.join(', ')}`],
  );
}

function inWords(value: unknown): string {
  return value === undefined
    ? 'missing'
    : typeof value === 'string'
      ? `'${value}'`
      : (JSON.stringify(value) ?? typeof value);
}
