import type { Change } from './reach.ts';
import type { Token } from './tokens.ts';

/** What comes where a statement names a table, and is none. */
const noTable = /^(?:select|values|with|lateral|only|table|rows|unnest|set|skip|nowait|of|as)$/;
const endsFrom =
  /^(?:where|group|having|window|order|limit|offset|fetch|for|union|intersect|except|set|returning|select|values|when|do|overriding)$/;
/** `extract(epoch FROM due)` names no table. */
const ownFrom = /^(?:extract|substring|trim|overlay)$/;
const endsSet = /^(?:where|from|returning|when|;)$/;
const before = new Set(['for', 'do', 'on', 'key']);

/** Where a statement names tables. */
export interface TableNames {
  /** Those that it writes, and how. */
  readonly written: readonly { readonly token: Token; readonly kind: Change['kind'] }[];
  readonly all: readonly Token[];
  /** The words after SET, among them the columns that it sets. */
  readonly set: ReadonlySet<string>;
}

/** The names that stand where a statement names a table: after FROM and JOIN, in their lists, and after INTO, UPDATE and TABLE. */
export function tableNamesIn(tokens: readonly Token[]): TableNames {
  const written: { readonly token: Token; readonly kind: Change['kind'] }[] = [];
  const set = new Set<string>();
  /** The depth at which a SET goes on; `null`: none does. */
  let setDepth: number | null = null;
  const all: Token[] = [];
  const common = commonNamesIn(tokens);
  /** By the depth of its brackets: whether a FROM goes on; `null`: there is none of tables. */
  const froms: (boolean | null)[] = [false];
  const doesUpdate = tokens.some(({ text }, at) => text === 'do' && tokens[at + 1]?.text === 'update');
  const isWord = (token: Token | undefined, text: string): boolean => token?.kind === 'word' && token.text === text;

  function nameAt(start: number, kind: Change['kind'] | null = null): void {
    const isWritten = kind !== null;
    let at = start;
    while (isWord(tokens[at], 'only') || isWord(tokens[at], 'lateral') || tokens[at]?.text === '(') at += 1;
    while (tokens[at + 1]?.text === '.') at += 2;
    const token = tokens[at];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'name')) return;
    const isCall = tokens[at + 1]?.text === '(' && !isWritten;
    const isOfServer = token.text.startsWith('pg_') || tokens[at - 2]?.text === 'information_schema';
    if (isCall || isOfServer || (token.kind === 'word' && noTable.test(token.text))) return;
    if (common.has(token.text) && tokens[at - 1]?.text !== '.' && !isWritten) return;
    all.push(token);
    if (kind !== null) written.push({ token, kind });
  }

  for (const [at, { kind, text }] of tokens.entries()) {
    if (text === '(') froms.push(ownFrom.test(tokens[at - 1]?.text ?? '') ? null : false);
    if (text === ')' && froms.length > 1) froms.pop();
    if (text === ',' && froms.at(-1) === true) nameAt(at + 1);
    if (setDepth !== null && (froms.length < setDepth || (froms.length === setDepth && endsSet.test(text))))
      setDepth = null;
    if (setDepth !== null) set.add(text);
    if (kind !== 'word') continue;
    if (text === 'set') setDepth = froms.length;
    const last = tokens[at - 1]?.text ?? '';
    if (endsFrom.test(text) && froms.at(-1) === true) froms[froms.length - 1] = false;
    if (text === 'from' && last !== 'distinct' && froms.at(-1) !== null) {
      froms[froms.length - 1] = true;
      nameAt(at + 1, last === 'delete' ? 'delete' : null);
    }
    if (text === 'join' || text === 'table') nameAt(at + 1);
    if (text === 'using' && tokens[at + 1]?.text !== '(') nameAt(at + 1);
    if (text === 'into') nameAt(at + 1, last === 'insert' && !doesUpdate ? 'insert' : 'any');
    if (text === 'update' && !before.has(last)) nameAt(at + 1, 'update');
  }
  return { written, all, set };
}

/** The names of common table expressions: `WITH name AS (`, `name (columns) AS MATERIALIZED (`. */
function commonNamesIn(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== 'word' || text !== 'as') continue;
    const next = tokens.slice(at + 1, at + 4).map((one) => one.text);
    const opening = next.indexOf('(');
    if (opening < 0 || !next.slice(0, opening).every((one) => one === 'not' || one === 'materialized')) continue;
    let name = at - 1;
    if (tokens[name]?.text === ')') while (name >= 0 && tokens[name]?.text !== '(') name -= 1;
    if (tokens[name]?.text === '(') name -= 1;
    names.add(tokens[name]?.text ?? '');
  }
  return names;
}
