import type { Footprint } from '../../../../kernel/footprint.ts';
import { everywhere, noFootprint, together } from '../../../../kernel/footprint.ts';
import type { Catalogue } from './catalogue.ts';
import type { Level } from './isolation.ts';
import { isolationIn } from './isolation.ts';
import { nothingReached } from './reach.ts';
import type { StatementReach } from './statement.ts';
import { reachOf } from './statement.ts';
import type { Token } from './tokens.ts';
import { statementsOf, tokensIn } from './tokens.ts';

/** What a session sends to the server in one go. */
export interface SentStatements {
  readonly statements: readonly string[];
  /** Of each statement, where it has some: their texts; `null`: another format. */
  readonly parameters: readonly (readonly (string | null)[])[];
  /** Whether the server commits them at their end, where no BEGIN came before. */
  readonly doCommit: boolean;
  /** Whether the stage lets them pass: then they are a part of the move before, or of the next one. */
  readonly passes: boolean;
}

/** Follows the transactions of a session by the texts of its statements. */
export interface SessionFootprints {
  /** The session begins with these settings. */
  begin(settings: ReadonlyMap<string, string>): void;
  /** The next that is sent is a move. */
  moves(): void;
  sent(batch: SentStatements): void;
  /** The server begins, or commits, the transaction of a statement that commits by itself. */
  splits(): void;
  commits(): void;
  /** The server is ready, by its letter: `I`: in no transaction, `T`: in one, `E`: in one that failed. */
  ready(status: string): void;
  /** The server reports where names are looked for. */
  searchPath(value: string): void;
  /** What the last move may touch, and whether a lock may be given up in it. */
  touched(): { readonly footprint: Footprint; readonly frees: boolean };
}

interface Transaction {
  level: Level;
  /** Whether a statement has taken the snapshot that holds for the whole of it. */
  hasSnapshot: boolean;
  notifies: boolean;
  /** All that it has touched. */
  all: Footprint;
}

/** `usual`: the isolation level of a transaction that names none. */
export function followSession(catalogue: () => Catalogue | null, usual: () => Level): SessionFootprints {
  let schemas: readonly string[] | null = null;
  let user = '';
  let level: Level | null = null;
  let transaction: Transaction | null = null;
  /** Whether it began with a BEGIN. */
  let isBlock = false;
  let current: Footprint = noFootprint;
  /** What passed since the last move: it may have been sent before the next one, or after the last. */
  let passed: Footprint = noFootprint;
  let frees = false;

  const start = (own: Level | null): Transaction => ({
    level: own ?? level ?? usual(),
    hasSnapshot: false,
    notifies: false,
    all: noFootprint,
  });

  function add(footprint: Footprint): void {
    current = together(current, footprint);
  }

  function end({ isCommit }: { readonly isCommit: boolean }): void {
    const { all, notifies, level: own } = transaction ?? start(null);
    if (isCommit && notifies) add(everywhere);
    add({
      ...all,
      sees: new Set(),
      publishes: isCommit ? all.publishes : new Set(),
      isSerializable: own === 'serializable',
      isEnd: true,
    });
    frees = true;
    [transaction, isBlock] = [null, false];
  }

  function run(reach: StatementReach): void {
    transaction ??= start(null);
    if (transaction.all.isUnresolved) return add(everywhere);
    const isWhole = transaction.level !== 'read committed' && (isBlock || transaction.hasSnapshot);
    const sees = !isWhole ? reach.reads : transaction.hasSnapshot && transaction.level !== 'unknown' ? [] : ['*'];
    const footprint: Footprint = {
      isUnresolved: reach.isUnresolved,
      sees: new Set(sees),
      reads: reach.reads,
      locks: reach.locks,
      excludes: reach.excludes,
      publishes: new Set(),
      isSerializable: transaction.level === 'serializable' || transaction.level === 'unknown',
      isEnd: false,
    };
    add(footprint);
    frees ||= reach.frees;
    transaction.hasSnapshot ||= reach.hasSnapshot;
    transaction.notifies ||= reach.notifies;
    transaction.all = together(transaction.all, { ...footprint, publishes: reach.writes });
  }

  function statement(tokens: readonly Token[], parameters: readonly (string | null)[]): void {
    const [verb = '', next = ''] = tokens.map(({ text }) => text);
    const words = tokens.map(({ text }) => text).join(' ');
    const named = isolationIn(tokens);
    if (named?.of === 'session') ({ level } = named);
    if (/\bset (?:session |local )?(?:role|session authorization)\b|^reset (?:role|all|session)/.test(words))
      schemas = null;
    if (verb === 'begin' || verb === 'start') {
      transaction = start(named?.level ?? null);
      isBlock = true;
    } else if (named?.of === 'transaction' && transaction !== null) transaction.level = named.level;
    if (/^(?:commit|end|abort|rollback)$/.test(verb)) {
      if (/\bto\b/.test(words)) {
        add(transaction?.all ?? noFootprint);
        frees = true;
      } else if (/\bchain\b|\bprepared\b/.test(words)) add(everywhere);
      else end({ isCommit: verb === 'commit' || verb === 'end' });
      return;
    }
    const known = catalogue();
    if (/^(?:begin|start|set|show|reset)$/.test(verb) && next !== 'constraints') return;
    if (verb === 'set') {
      add({ ...(transaction?.all ?? everywhere), publishes: new Set() });
      return;
    }
    if (known === null) return run({ ...nothingReached(), isUnresolved: true, hasSnapshot: false });
    run(reachOf(tokens, parameters, { catalogue: known, schemas }));
  }

  return {
    begin(settings) {
      user = settings.get('user') ?? '';
      for (const [name, value] of settings) {
        const named = isolationIn(tokensIn(`SET ${name} = ${value}`));
        if (named !== null) ({ level } = named);
      }
    },
    moves() {
      [current, passed, frees] = [passed, noFootprint, false];
    },
    sent({ statements, parameters, doCommit, passes }) {
      const before = current;
      current = noFootprint;
      for (const [at, text] of statements.entries())
        for (const tokens of statementsOf(text)) statement(tokens, parameters[at] ?? []);
      if (doCommit && !isBlock) end({ isCommit: true });
      if (passes) passed = together(passed, current);
      current = together(before, current);
    },
    splits() {
      transaction = start(null);
    },
    commits() {
      end({ isCommit: true });
    },
    ready(status) {
      if (status === 'I') [transaction, isBlock] = [null, false];
      if (status !== 'E') return;
      add({ ...(transaction?.all ?? everywhere), publishes: new Set(), isEnd: true });
      frees = true;
    },
    searchPath(value) {
      const names = tokensIn(value).filter(({ kind }) => kind === 'word' || kind === 'name');
      schemas = names.map(({ text }) => (text === '$user' ? user : text));
    },
    touched: () => ({ footprint: current, frees }),
  };
}
