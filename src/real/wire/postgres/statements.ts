import { rememberByText } from './by-text.ts';

/** How a stage deals with a batch of statements. */
export type Handling =
  /** It passes at once: it takes no lock, and sees no rows of the application. */
  | 'passes'
  /** It is a move. */
  | 'held'
  /** It is a move, and its commit another one. */
  | 'split';

const ownStatement = '/* faultbook enters its schema */';

const passing = /^(?:BEGIN|START\s+TRANSACTION|SET(?!\s+CONSTRAINTS)|SHOW|RESET|DEALLOCATE|$)(?!\w)/i;
/** What drivers look up. Not who is connected, and who holds which lock: that is up to the schedule. */
const ofCatalogue =
  /^(?:information_schema\.|(?:pg_catalog\.)?pg_(?:am|attrdef|attribute|class|collation|constraint|database|description|enum|extension|index|indexes|inherits|namespace|opclass|proc|range|roles|sequence|settings|tables|trigger|type|user|views)\b)/i;
const setting = String.raw`(?:pg_catalog\.)?(?:set_config|current_setting)\s*\([^()]*\)(?:\s+(?:AS\s+)?\w+)?`;
const settings = new RegExp(String.raw`^SELECT\s+${setting}(?:\s*,\s*${setting})*$`, 'i');
/** What follows FROM, up to the next clause. */
const sources =
  /\bFROM\b(.*?)(?=\b(?:FROM|WHERE|GROUP|HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|UNION|INTERSECT|EXCEPT)\b|$)/gis;
/** It writes or locks. */
const writing =
  /^(?:INSERT|UPDATE|DELETE|MERGE|WITH|TRUNCATE|CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT|REFRESH|REINDEX|CLUSTER|ANALYZE|NOTIFY|DO|EXECUTE|COPY\b.*\bFROM|EXPLAIN\b.*\bANALYZE|SELECT\b.*\b(?:INTO|FOR\s+(?:NO\s+KEY\s+UPDATE|KEY\s+SHARE|UPDATE|SHARE)|pg_notify|pg_(?:try_)?advisory_\w+))\b/is;
const control = /^(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK(?!\s+(?:WORK\s+|TRANSACTION\s+)?TO\b)|ABORT)\b/i;
const outsideOnly =
  /^(?:VACUUM|DISCARD|ALTER\s+SYSTEM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|(?:COMMIT|ROLLBACK)\s+PREPARED|CLUSTER$|REINDEX\b.*\b(?:DATABASE|SYSTEM|SCHEMA)|(?:CREATE|DROP|REINDEX|ALTER)\b.*\bCONCURRENTLY)\b/is;
const insideOnly = /^(?:LOCK|SAVEPOINT|RELEASE|ROLLBACK\b.*\bTO|DECLARE\b(?!.*\bWITH\s+HOLD\b))\b/is;

/**
 * How to deal with these statements of a session: `isInBlock`: within a transaction that the client has begun. A statement
 * that writes or locks and commits by itself is split, since any time may pass between its end and its commit.
 */
export function handlingOf(texts: readonly string[], isInBlock: boolean): Handling {
  if (texts.every(canPass)) return 'passes';
  const [only, ...others] = texts.flatMap(statementsIn);
  if (isInBlock || only === undefined || others.length > 0 || reasonForOneStep(texts, isInBlock) !== null)
    return 'held';
  return writing.test(only) ? 'split' : 'held';
}

/** Why these statements are one move although they commit by themselves; `null` where they are split, or need not be. */
export function reasonForOneStep(texts: readonly string[], isInBlock: boolean): string | null {
  if (texts.every(canPass)) return null;
  const statements = texts.flatMap(statementsIn);
  if (statements.length > 1 && statements.some((text) => control.test(text))) return 'has a BEGIN or COMMIT of its own';
  if (isInBlock) return null;
  if (statements.some((text) => outsideOnly.test(text))) return 'cannot run in a transaction';
  if (statements.some((text) => insideOnly.test(text))) return 'is an error outside a transaction';
  if (statements.some((text) => /^CALL\b/i.test(text))) return 'a procedure may commit by itself';
  if (texts.some((text) => /^\s*DO\b.*\b(?:COMMIT|ROLLBACK)\b/is.test(text))) return 'commits by itself';
  const isSeveral = statements.length > 1 && statements.some((text) => writing.test(text));
  return isSeveral ? 'several statements that are sent together' : null;
}

const canPass = rememberByText((text): boolean => {
  if (isOwnStatement(text)) return true;
  const [only = '', ...others] = statementsIn(text);
  return others.length === 0 && (passing.test(only) || looksUpCatalogue(only));
});

/** Whether Faultbook sends it, for a connection of its own. */
export function isOwnStatement(text: string): boolean {
  return text.startsWith(ownStatement);
}

/** Whether a SELECT reads nothing but the catalogue, or no table at all and a setting: what drivers ask for. */
function looksUpCatalogue(text: string): boolean {
  if (!/^SELECT\b/i.test(text) || /\bTABLE\b/i.test(text) || writing.test(text)) return false;
  const from = [...text.matchAll(sources)].map(([, clause = '']) => clause);
  if (from.length === 0) return settings.test(text);
  return from
    .flatMap((clause) => clause.split(/,|\bJOIN\b/i))
    .map((one) => one.replace(/^[\s(]*(?:ONLY\b|LATERAL\b)?[\s(]*/i, ''))
    .every((one) => one === '' || /^SELECT\b/i.test(one) || ofCatalogue.test(one) || /^unnest\s*\(/i.test(one));
}

/** What may hold a semicolon or a word of SQL without being a statement: comments, literals, quoted names. */
const quoted =
  /--[^\n]*|\/\*.*?\*\/|\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$((?:[a-z_]\w*)?)\$.*?\$\1\$/gis;

/** The statements in a text, without comments and literals. */
const statementsIn = rememberByText((text): readonly string[] => {
  const plain = text.replaceAll(quoted, (found) => {
    if (isComment(found)) return ' ';
    return found.startsWith('"') ? found.replaceAll(/[";]/g, '') : "''";
  });
  return plain
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
});

/** The schema of a run has another name each time: a program that writes the name of its schema sends the same statements. */
const ownSchema = /\bfaultbook_[0-9a-f]{12}\b/g;

/** The text of a statement as reports name it: in one line, without its comments. */
export const inOneLine: (text: string) => string = rememberByText((text) =>
  text
    .replaceAll(quoted, (found) => (isComment(found) ? ' ' : found))
    .replaceAll(ownSchema, 'faultbook')
    .replaceAll(/\s+/g, ' ')
    .trim(),
);

function isComment(found: string): boolean {
  return found.startsWith('--') || found.startsWith('/*');
}
