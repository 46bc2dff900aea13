import type { Catalogue, CatalogueRelation, ForeignKey, Routine } from './catalogue.ts';
import type { Token } from './tokens.ts';
import { tokensIn } from './tokens.ts';

/**
 * What a part of a statement reaches, itself and by views, foreign keys, triggers and functions. Names are without their
 * schemas: the moves of two runs are compared, and each run may have a schema of its own.
 */
export interface ReachedNames {
  readonly reads: Set<string>;
  /** Written or locked. */
  readonly locks: Set<string>;
  readonly writes: Set<string>;
  /** Whole tables, and all advisory locks. */
  readonly excludes: Set<string>;
  isUnresolved: boolean;
  notifies: boolean;
  /** A lock is given up. */
  frees: boolean;
}

export function nothingReached(): ReachedNames {
  return {
    reads: new Set(),
    locks: new Set(),
    writes: new Set(),
    excludes: new Set(),
    isUnresolved: false,
    notifies: false,
    frees: false,
  };
}

type Add = (into: ReachedNames, relation: CatalogueRelation) => void;

/** How a table is written. */
export interface Change {
  readonly kind: 'insert' | 'update' | 'delete' | 'any';
  /** Among them are the columns that an update sets; `null`: they are not known. */
  readonly columns: ReadonlySet<string> | null;
}

const anyChange: Change = { kind: 'any', columns: null };

interface Reaching {
  /** The relations of these names. */
  named(tokens: readonly Token[]): CatalogueRelation[];
  readonly read: Add;
  /** It writes this relation, and so the rows of others that cascade, and reads and locks those that are referred to. */
  write(into: ReachedNames, relation: CatalogueRelation, change?: Change): void;
  readonly lock: Add;
  /** What these words call. */
  callAll(into: ReachedNames, tokens: readonly Token[], parameters: readonly (string | null)[]): void;
  /** What any statement may call. */
  callImplicit(into: ReachedNames): void;
}

/** The name that all advisory locks share. */
export const advisoryLocks = 'advisory locks';

/** What looks at other sessions, numbers of transactions or large objects, or runs a text as a statement. */
const unresolved =
  /^(?:dblink\w*|lo_\w+|loread|lowrite|pg_largeobject\w*|pg_export_snapshot|pg_(?:terminate|cancel)_backend|(?:query|table|cursor|schema|database)_to_xml\w*|ts_stat|ts_rewrite|pg_locks|pg_stat\w*|pg_blocking_pids|pg_prepared_\w+|pg_cursors|pg_logical_\w+|pg_replication\w*|txid_\w+|pg_current_xact\w*|pg_current_snapshot|pg_snapshot\w*|pg_xact_\w+|pg_last_committed_xact|pg_listening_channels)$/;

/** What makes the text of a function more than a query. */
const unresolvedInBody = /^(?:execute|create|alter|drop|truncate|copy|call|fetch|move|listen|unlisten)$/;

/** Goes from names in a text to what they reach, by the catalogue. `schemas`: where names are looked for; `null`: everywhere. */
export function reachIn(catalogue: Catalogue, schemas: readonly string[] | null): Reaching {
  const relations = new Map(catalogue.relations.map((one) => [one.id, one]));
  const routines = new Map(catalogue.routines.map((one) => [one.id, one]));
  const visited = new WeakMap<ReachedNames, Set<string>>();
  const byName = Map.groupBy(catalogue.relations, ({ name }) => name);
  const routinesByName = Map.groupBy(catalogue.routines, ({ name }) => name);

  function named(tokens: readonly Token[]): CatalogueRelation[] {
    // A sequence is named in a literal: `nextval('orders_id_seq')`.
    const inTexts = tokens.filter(({ kind }) => kind === 'text').flatMap(({ text }) => tokensIn(text));
    const texts = new Set([...tokens, ...inTexts].map(({ text }) => text));
    const known = (token: Token): CatalogueRelation[] =>
      (token.kind === 'word' || token.kind === 'name' ? (byName.get(token.text) ?? []) : []).filter(
        ({ schema }) =>
          schemas === null || schemas.includes(schema) || texts.has(schema) || schema.startsWith('pg_temp'),
      );
    return [...tokens.flatMap(known), ...inTexts.flatMap(known).filter(({ kind }) => kind === 'S')];
  }

  /** Whether a way is taken for the first time. */
  function isFirst(into: ReachedNames, way: string): boolean {
    const known = visited.get(into) ?? new Set();
    visited.set(into, known);
    return known.size < known.add(way).size;
  }

  function read(into: ReachedNames, relation: CatalogueRelation): void {
    if (!isFirst(into, `read ${relation.id}`)) return;
    if (relation.kind === 'f') into.isUnresolved = true;
    into.reads.add(relation.name);
    if (relation.kind === 'S') into.locks.add(relation.name);
    for (const id of relation.onRead) use(into, id, read);
    for (const id of relation.family) use(into, id, read);
  }

  function write(into: ReachedNames, relation: CatalogueRelation, change: Change = anyChange): void {
    const { id, name, kind, onRead, onWrite, children, parents, family } = relation;
    if (!isFirst(into, `${change.kind} ${id}`)) return;
    lock(into, relation);
    into.writes.add(name);
    for (const one of onRead) use(into, one, kind === 'v' ? write : read);
    for (const one of onWrite) use(into, one, write);
    for (const one of family) use(into, one, (_into, other) => write(into, other, change));
    // A trigger may change any column.
    const columns = onWrite.some((one) => routines.has(one)) ? null : change.columns;
    const isOf = (foreign: ForeignKey): boolean => columns === null || foreign.columns.some((one) => columns.has(one));
    const { kind: how } = change;
    for (const one of children)
      if (how === 'delete' || how === 'any' || (how === 'update' && isOf(one))) use(into, one.id, write);
    for (const one of parents)
      if (how === 'insert' || how === 'any' || (how === 'update' && isOf(one))) use(into, one.id, lock);
  }

  function lock(into: ReachedNames, relation: CatalogueRelation): void {
    read(into, relation);
    if (!isFirst(into, `lock ${relation.id}`)) return;
    into.locks.add(relation.name);
    const others = relation.kind === 'v' ? [...relation.onRead, ...relation.family] : relation.family;
    for (const id of others) use(into, id, lock);
  }

  function use(into: ReachedNames, id: string, how: Add): void {
    const relation = relations.get(id);
    if (relation !== undefined) how(into, relation);
    const routine = routines.get(id);
    if (routine !== undefined) call(into, routine, how);
  }

  /** `as`: `write` where it may run as late as at the commit, as that of a trigger. */
  function call(into: ReachedNames, { id, body, volatility, uses }: Routine, as: Add = read): void {
    if (!isFirst(into, `call ${id}`)) return;
    if (body === null) into.isUnresolved ||= volatility !== 'i';
    const how: Add = volatility === 'v' ? (_into, one) => write(into, one) : as;
    for (const one of uses) use(into, one, how);
    const tokens = tokensIn(body ?? '');
    if (tokens.some(({ kind, text }) => kind === 'word' && unresolvedInBody.test(text))) into.isUnresolved = true;
    if (tokens.some(({ text }) => text === 'notify')) into.notifies = true;
    for (const one of named(tokens)) how(into, one);
    callAll(into, tokens, []);
  }

  function callAll(into: ReachedNames, tokens: readonly Token[], parameters: readonly (string | null)[]): void {
    const words = tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ text }) => text);
    if (words.some((text) => unresolved.test(text))) into.isUnresolved = true;
    if (words.includes('pg_notify')) into.notifies = true;
    const isSequence = named(tokens).some(({ kind }) => kind === 'S');
    if (words.some((text) => text === 'nextval' || text === 'setval') && !isSequence) into.isUnresolved = true;
    for (const [at, { text }] of tokens.entries()) {
      if (!/^pg_(?:try_)?advisory_/.test(text)) continue;
      if (text.includes('unlock')) into.frees = true;
      const key = keyOf(tokens.slice(at + 1), parameters);
      into.reads.add(advisoryLocks);
      if (key === null) into.excludes.add(advisoryLocks);
      else into.locks.add(`advisory lock ${key}`);
    }
    for (const text of words) for (const routine of routinesByName.get(text) ?? []) call(into, routine);
  }

  return {
    named,
    read,
    write,
    lock,
    callAll,
    callImplicit(into: ReachedNames): void {
      for (const id of catalogue.implicit) use(into, id, read);
    },
  };
}

/** The key of an advisory lock: one number or two in brackets, also as parameters; `null`: another expression. */
function keyOf(tokens: readonly Token[], parameters: readonly (string | null)[]): string | null {
  const end = tokens.findIndex(({ text }) => text === ')');
  const args = tokens
    .slice(0, end)
    .map(({ kind, text }) => (kind === 'parameter' ? (parameters[Number(text.slice(1)) - 1] ?? '?') : text))
    .join('')
    .replaceAll(/::(?:int4|int8|int|integer|bigint)(?=[,)]|$)/g, '');
  return /^\((-?\d+(?:,-?\d+)?)$/.exec(args)?.[1] ?? null;
}
