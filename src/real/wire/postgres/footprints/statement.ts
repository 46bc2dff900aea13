import type { Catalogue, CatalogueRelation } from './catalogue.ts';
import { tableNamesIn } from './from-clauses.ts';
import type { ReachedNames } from './reach.ts';
import { advisoryLocks, nothingReached, reachIn } from './reach.ts';
import type { Token } from './tokens.ts';

const queries = /^(?:select|values|table|with|insert|update|delete|merge|\()$/;
const harmless = /^(?:savepoint|release|set|show|reset|deallocate|begin|start|commit|end|rollback|abort|notify)$/;
const lockModes = /^(?:update|share|no|key)$/;

export interface StatementReach extends ReachedNames {
  /** Whether the transaction has its snapshot after it. */
  readonly hasSnapshot: boolean;
}

/**
 * What a statement may touch, by the names in its text: each that names a table, a view, a sequence or a function in the
 * catalogue counts, wherever it stands. `schemas`: where names are looked for; `null`: in all of them.
 */
export function reachOf(
  tokens: readonly Token[],
  parameters: readonly (string | null)[],
  where: { readonly catalogue: Catalogue; readonly schemas: readonly string[] | null },
): StatementReach {
  const { catalogue } = where;
  const schemas = where.schemas?.join() ?? null;
  const before = known.get(tokens);
  if (before?.catalogue === catalogue && before.schemas === schemas) return before.reach;
  const reach = findReach(tokens, parameters, where);
  // Another parameter is the key of another lock.
  if (!reach.reads.has(advisoryLocks)) known.set(tokens, { catalogue, schemas, reach });
  return reach;
}

/** What a statement reaches is the same as long as the catalogue is. */
const known = new WeakMap<
  readonly Token[],
  { readonly catalogue: Catalogue; readonly schemas: string | null; readonly reach: StatementReach }
>();

function findReach(
  tokens: readonly Token[],
  parameters: readonly (string | null)[],
  { catalogue, schemas }: { readonly catalogue: Catalogue; readonly schemas: readonly string[] | null },
): StatementReach {
  const reach = nothingReached();
  const verb = tokens[0]?.text ?? '';
  const hasSnapshot = queries.test(verb);
  const found = { ...reach, hasSnapshot };
  if (harmless.test(verb)) return { ...found, notifies: verb === 'notify' };
  if (!hasSnapshot && verb !== 'lock') return { ...found, isUnresolved: true };
  const { named, read, write, lock, callAll, callImplicit } = reachIn(catalogue, schemas);
  const mentioned = named(tokens);
  for (const relation of mentioned) read(found, relation);
  if (verb === 'lock') {
    for (const relation of mentioned) lock(found, relation);
    const isWeak = tokens.some(({ text }) => text === 'mode') && !tokens.some(({ text }) => text === 'access');
    const isKnown = mentioned.length > 0 && !tokens.some(({ text }) => text === ',');
    // ACCESS SHARE is taken for ACCESS EXCLUSIVE.
    if (!isWeak) for (const id of found.locks) found.excludes.add(id);
    return { ...found, isUnresolved: found.isUnresolved || !isKnown };
  }
  const names = tableNamesIn(tokens);
  const relationsOf = ({ text }: Token): CatalogueRelation[] => mentioned.filter(({ name }) => name === text);
  if (names.all.some((token) => relationsOf(token).length === 0)) found.isUnresolved = true;
  // SELECT … INTO makes a table.
  if (verb === 'select' && names.written.length > 0) found.isUnresolved = true;
  for (const { token, kind } of names.written)
    for (const relation of relationsOf(token)) write(found, relation, { kind, columns: names.set });
  const locks = tokens.some(({ text }, at) => text === 'for' && lockModes.test(tokens[at + 1]?.text ?? ''));
  if (locks) for (const relation of mentioned) lock(found, relation);
  callAll(found, tokens, parameters);
  callImplicit(found);
  return found;
}
