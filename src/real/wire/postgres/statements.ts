/** How a stage deals with a batch of statements. */
export type Handling =
  /** It passes at once: it takes no lock, and sees no rows of the application. */
  | 'passes'
  /** It is a move. */
  | 'held'
  /** It is a move, and its commit another one. */
  | 'split';

const passing =
  /^\s*(?:\/\* faultbook enters its schema \*\/|BEGIN|START\s+TRANSACTION|SET|SHOW|RESET|DEALLOCATE)(?!\w)/i;
const catalogue = /\b(?:pg_catalog|pg_type|pg_namespace|pg_class|information_schema|set_config|current_setting)\b/i;
const writing =
  /^\s*(?:INSERT|UPDATE|DELETE|MERGE|WITH|SELECT\b[\s\S]*\bFOR\s+(?:NO\s+KEY\s+UPDATE|KEY\s+SHARE|UPDATE|SHARE)\b|SELECT\b[\s\S]*\bpg_(?:try_)?advisory_)/i;
const ending = /^\s*(?:COMMIT|END|ROLLBACK|ABORT)\b/i;

/**
 * How to deal with these statements of a session: `isInBlock`: within a transaction that the client has begun. A statement
 * that writes or locks and commits by itself is split, since any time may pass between its end and its commit. Statements
 * with a `BEGIN` or `COMMIT` of their own among others are one move.
 */
export function handlingOf(statements: readonly string[], isInBlock: boolean): Handling {
  if (statements.every(canPass)) return 'passes';
  const [only, ...others] = statements;
  const isSingle = only !== undefined && others.length === 0 && !hasSeveral(only);
  return isSingle && !isInBlock && writing.test(only) && !ending.test(only) ? 'split' : 'held';
}

function canPass(text: string): boolean {
  if (hasSeveral(text)) return false;
  return passing.test(text) || (catalogue.test(text) && !writing.test(text));
}

/** Whether a text holds several statements. A semicolon in a literal counts as one: then the text stays one move. */
function hasSeveral(text: string): boolean {
  return text.replace(/;\s*$/, '').includes(';');
}

/** The text of a statement as reports name it: in one line. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
