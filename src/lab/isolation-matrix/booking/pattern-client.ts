import { DatabaseError } from 'pg';
import type { Isolation, PostgresReply, PostgresSession } from '../../../real/database/postgres.ts';
import { sessionOver } from '../../../real/database/postgres.ts';
import type { UnitOutcome } from './last-unit-model.ts';
import type { Pattern } from './patterns.ts';
import { Outdated } from './patterns.ts';

/** A client that uses a pattern. */
export interface PatternClient {
  book(): Promise<UnitOutcome>;
  /** The answers to its statements, but for BEGIN, in words. */
  readonly answers: readonly string[];
}

/** A client that uses a pattern over this session, in a transaction at this isolation level. */
export function patternClient(
  pattern: Pattern,
  session: PostgresSession,
  { client, isolation }: { readonly client: string; readonly isolation: Isolation },
): PatternClient {
  const answers: string[] = [];
  const own = sessionOver(async (text, parameters) => {
    if (text.startsWith('BEGIN')) return session.send(text, parameters);
    try {
      const reply = await session.send(text, parameters);
      answers.push(inWords(reply));
      return reply;
    } catch (error) {
      answers.push(error instanceof DatabaseError ? `refused: ${error.code}` : String(error));
      throw error;
    }
  });
  return {
    answers,
    async book() {
      try {
        return { type: await own.transaction(() => pattern.book(own, client), isolation) };
      } catch (error) {
        if (error instanceof Outdated) return { type: 'outdated' };
        if (error instanceof DatabaseError) return { type: 'refused', code: error.code ?? '' };
        throw error;
      }
    },
  };
}

/** `booked 1`, `2 rows`, `INSERT 1`. */
function inWords({ rows, rowCount, command }: PostgresReply): string {
  if (command !== 'SELECT') return rowCount === null ? command : `${command} ${rowCount}`;
  const [row] = rows as Record<string, unknown>[];
  if (rows.length !== 1 || row === undefined) return `${rows.length} rows`;
  const texts = Object.entries(row).filter(([, value]) => value !== '');
  return texts.length === 0 ? 'done' : texts.map(([name, value]) => `${name} ${String(value)}`).join(', ');
}
