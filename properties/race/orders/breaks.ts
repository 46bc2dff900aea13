import type { Footprint, Touched } from '../../../src/kernel/footprint.ts';
import type { FootprintMove } from '../../../src/race/independence.ts';
import type { Catalogue, CatalogueRelation } from '../../../src/real/wire/postgres/footprints/catalogue.ts';
import type { ProgramLevel, SessionProgram, SmallProgram, Statement, Table } from './programs.ts';
import { catalogue } from './programs.ts';

/** A rule of the footprints that is left out. */
export interface LeftOut {
  readonly rule: string;
  /** It misses an outcome of this one then. */
  readonly program: SmallProgram;
  readonly catalogue?: Catalogue;
  readonly joinsWoken?: boolean;
  alter?(move: FootprintMove): FootprintMove;
  /** Text in the source of the search, and its replacement. */
  readonly patch?: readonly [text: string, replacement: string];
}

const relations = (alter: (one: CatalogueRelation) => Partial<CatalogueRelation>): Catalogue => ({
  ...catalogue,
  relations: catalogue.relations.map((one) => ({ ...one, ...alter(one) })),
});

const altered =
  (alter: (own: Footprint) => Partial<Footprint>) =>
  (move: FootprintMove): FootprintMove => ({ ...move, footprint: { ...move.footprint, ...alter(move.footprint) } });

const without = (names: Touched, isLeftOut: (name: string) => boolean): Touched =>
  new Set([...names].filter((name) => !isLeftOut(name)));

const block = (...statements: Statement[]): SessionProgram => ({ parts: [{ isBlock: true, statements }] });
const alone = (...statements: Statement[]): SessionProgram => ({
  parts: statements.map((statement) => ({ isBlock: false, statements: [statement] })),
});
const race = (level: ProgramLevel, ...sessions: SessionProgram[]): SmallProgram => ({ level, sessions });
const atReadCommitted = (...sessions: SessionProgram[]): SmallProgram => race('read committed', ...sessions);

const bump: Statement = { type: 'bump' };
const advise: Statement = { type: 'advise', key: 1 };
const on = (type: 'read' | 'add' | 'put' | 'lock' | 'insert' | 'delete', table: Table, id = 1): Statement => ({
  type,
  table,
  id,
});
const sum = (of: 'a' | 'v' | 'c' | 'n'): Statement => ({ type: 'sum', of });
const child: Statement = { type: 'child', id: 1, parent: 1 };
const copy: Statement = { type: 'copy', id: 1 };

/** What goes on after it has waited depends on who comes first where it did not wait. */
const wakesATrigger = atReadCommitted(block(on('lock', 'b')), alone(copy), {
  parts: [...alone(on('add', 'a')).parts, ...block(bump, sum('n')).parts],
});

/** Each rule of the search, left out alone, and a program of which it then misses an outcome. */
export const leftOut: readonly LeftOut[] = [
  {
    rule: 'foreign keys to a table',
    catalogue: relations(() => ({ parents: [] })),
    program: atReadCommitted(alone(child), alone(on('read', 'a')), alone(on('lock', 'a'))),
  },
  {
    rule: 'foreign keys from a table',
    catalogue: relations(() => ({ children: [] })),
    program: atReadCommitted(alone(on('delete', 'a')), alone(sum('c'), sum('c'))),
  },
  {
    rule: 'triggers',
    catalogue: relations(() => ({ onWrite: [] })),
    program: atReadCommitted(block(bump), alone(on('put', 'b'))),
  },
  {
    rule: 'views',
    catalogue: relations(() => ({ onRead: [] })),
    program: atReadCommitted(alone(sum('v')), alone(on('insert', 'b'), on('read', 'a'))),
  },
  {
    rule: 'the bodies of functions',
    catalogue: {
      ...catalogue,
      routines: catalogue.routines.map(({ body: _body, ...one }) => Object.assign(one, { body: '' })),
    },
    program: atReadCommitted(block(bump), alone(on('put', 'b'))),
  },
  {
    rule: 'sequences',
    alter: altered(({ locks }) => ({ locks: without(locks, (name) => name === 's') })),
    program: atReadCommitted(alone({ type: 'next' }, sum('a')), block({ type: 'next' })),
  },
  {
    rule: 'advisory locks',
    alter: altered(({ locks }) => ({ locks: without(locks, (name) => name.startsWith('advisory')) })),
    program: atReadCommitted(alone(advise), alone(advise)),
  },
  {
    rule: 'the first statement at REPEATABLE READ sees every table',
    alter: altered(({ sees, reads }) => ({ sees: sees.has('*') ? reads : sees })),
    program: race('repeatable read', alone(on('add', 'a'), sum('a')), block(on('read', 'b'), sum('a'))),
  },
  {
    rule: 'statements of SERIALIZABLE transactions meet',
    alter: altered(({ isSerializable, isEnd }) => ({ isSerializable: isSerializable && isEnd })),
    program: race('serializable', block(bump, sum('a')), alone(on('delete', 'a'), on('put', 'b'), child)),
  },
  {
    rule: 'a COMMIT meets those that see its tables',
    alter: altered(() => ({ publishes: new Set() })),
    program: atReadCommitted(alone(on('put', 'a'), bump), alone(on('read', 'a'))),
  },
  {
    rule: 'a statement meets those that lock its tables',
    alter: altered(() => ({ locks: new Set() })),
    program: atReadCommitted(alone(advise), alone(advise)),
  },
  { rule: 'a move that wakes others has their footprints', joinsWoken: false, program: wakesATrigger },
  {
    rule: 'two moves that wait meet',
    alter: (move) => ({ ...move, waits: false }),
    program: atReadCommitted(
      block(on('delete', 'b', 2), on('delete', 'a')),
      block(on('delete', 'a'), on('lock', 'b', 2)),
    ),
  },
  {
    rule: 'a return meets a call',
    alter: (move) => ({ ...move, returns: false }),
    program: atReadCommitted(alone(sum('a')), alone(on('read', 'a')), alone(on('read', 'a'))),
  },
  {
    rule: 'a session that sleeps wakes up',
    patch: ['move !== null && !areDependent(own, move)', 'true'],
    program: atReadCommitted(alone(advise), alone(advise)),
  },
  {
    rule: 'what depends on the earlier move does not come before it',
    patch: ['(at === later || !before(earlier, at))', 'true'],
    program: atReadCommitted(alone(sum('a')), block(on('read', 'a')), block(on('read', 'a'))),
  },
  {
    rule: 'a session that comes first needs none of the others',
    patch: ['!left.some((other) => other < at && before(other, at))', 'true'],
    program: atReadCommitted(block(sum('a')), block(on('read', 'a')), block(on('read', 'a'))),
  },
];
