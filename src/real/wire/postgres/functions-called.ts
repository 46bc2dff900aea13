import type { PostgresConnection } from '../../database/postgres.ts';
import { statementsOf } from './footprints/tokens.ts';

/** The functions that moves have called and that run several statements, between which the stage holds nothing. */
export interface FunctionsCalled {
  /** Looks for functions in the text of a statement, and in the functions that it calls. */
  note(text: string): Promise<void>;
  /** Their names, each once, in the order of the alphabet. */
  names(): readonly string[];
}

/** What the server says of a function that is no part of Postgres itself. */
interface CalledFunction {
  readonly name: string;
  readonly language: string;
  readonly body: string;
}

/** A volatile function sees what others have committed since its last statement; any other sees what its caller sees. */
const query = `
  SELECT DISTINCT proname AS name, lanname AS language, prosrc AS body
  FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
  WHERE pg_proc.oid >= 16384 AND provolatile = 'v' AND lanname NOT IN ('c', 'internal')
    AND proname = ANY(:names)`;

export function watchFunctionsCalled(control: Pick<PostgresConnection, 'all'>): FunctionsCalled {
  const known = new Set<string>();
  const found = new Set<string>();

  async function note(text: string): Promise<void> {
    const names = namesOfCalls(text).filter((name) => !known.has(name));
    if (names.length === 0) return;
    const called = await control.all<CalledFunction>(query, { names });
    for (const name of names) known.add(name);
    for (const one of called) {
      if (hasSeveralStatements(one)) found.add(one.name);
      else await note(one.body);
    }
  }

  return { note, names: () => [...found].toSorted() };
}

/** The names before an opening parenthesis. */
function namesOfCalls(text: string): string[] {
  return statementsOf(text).flatMap((tokens) =>
    tokens.flatMap(({ kind, text: name }, at) => {
      const next = tokens[at + 1];
      const isCall = next?.kind === 'symbol' && next.text === '(';
      return isCall && (kind === 'word' || kind === 'name') ? [name] : [];
    }),
  );
}

const queryWords = new Set(['select', 'insert', 'update', 'delete', 'merge', 'perform', 'execute']);

/** Of a function in another language than those of SQL it is not known, so it may. */
function hasSeveralStatements({ language, body }: CalledFunction): boolean {
  if (language !== 'sql' && language !== 'plpgsql') return true;
  const queries = statementsOf(body).filter((tokens) =>
    tokens.some(({ kind, text }) => kind === 'word' && queryWords.has(text)),
  );
  return queries.length > 1;
}
