import type { StagedLock } from '../../../kernel/stage.ts';
import { rememberByText } from './by-text.ts';
import { inOneLine, isOwnStatement } from './statements.ts';

/** Where a lock stands in a statement, and what stands there without it. */
interface LockInText {
  readonly lock: string;
  readonly from: number;
  readonly to: number;
  readonly without: string;
}

/** What may hold words of SQL without being any: comments and literals. */
const quoted = /--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$((?:[a-z_]\w*)?)\$.*?\$\1\$/gis;

const rowLock =
  /\bFOR\s+(?:NO\s+KEY\s+UPDATE|KEY\s+SHARE|UPDATE|SHARE)\b(?:\s+OF\s+[\w.]+(?:\s*,\s*[\w.]+)*)?(?:\s+(?:NOWAIT|SKIP\s+LOCKED))?/gi;
const skipping = /\s+SKIP\s+LOCKED\b/gi;
const tableLock = /^\s*LOCK\s+(?:TABLE\s+)?.*$/gis;
const advisoryLock =
  /\b(?:pg_catalog\.)?(pg_(try_)?advisory_(?:xact_)?lock(?:_shared)?)\s*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))/gi;

const locksInText = rememberByText((text): readonly LockInText[] => {
  // Of the same length, so that places stay.
  const plain = text.replaceAll(quoted, (found) => found.replaceAll(/[^\n]/g, '_'));
  const found = (pattern: RegExp, without: (match: RegExpExecArray) => string): LockInText[] =>
    [...plain.matchAll(pattern)].map((match) => ({
      lock: inOneLine(text.slice(match.index, match.index + match[0].length)),
      from: match.index,
      to: match.index + match[0].length,
      without: without(match),
    }));
  return [
    ...found(rowLock, () => ''),
    ...found(skipping, () => ''),
    ...found(tableLock, () => 'SELECT 1'),
    // The parameters stay, with the types that they have: one number of eight bytes, or two of four.
    ...found(advisoryLock, ({ 0: whole, 2: tries, 3: inBrackets = '', index }) => {
      const end = index + whole.length;
      const parameters = topLevelParts(text.slice(end - inBrackets.length + 1, end - 1));
      const type = parameters.length === 1 ? 'bigint' : 'int';
      const row = `ROW(${parameters.map((one) => `(${one})::${type}`).join(', ')}) IS NULL`;
      return tries === undefined ? `(${row})` : `(${row} OR true)`;
    }),
  ].toSorted((a, b) => a.from - b.from);
});

/** The parts of a list of parameters between the commas that are in no brackets. */
function topLevelParts(list: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of list.split('')) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

/** The locks that a statement asks for: those of rows and tables, advisory ones, and `SKIP LOCKED`, which is no lock. */
export function locksIn(statement: string): StagedLock[] {
  if (isOwnStatement(statement)) return [];
  return locksInText(statement).map(({ lock }, place) => ({ statement: inOneLine(statement), lock, place }));
}

/** The statement without this lock; as it is, where the lock is of another statement. */
export function withoutLock(statement: string, { statement: of, place }: StagedLock): string {
  if (inOneLine(statement) !== of) return statement;
  const found = locksInText(statement)[place];
  return found === undefined ? statement : statement.slice(0, found.from) + found.without + statement.slice(found.to);
}
