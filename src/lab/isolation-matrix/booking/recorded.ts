import { DatabaseError } from 'pg';
import type { Isolation, PostgresReply } from '../../../real/database/postgres.ts';
import { sessionOver } from '../../../real/database/postgres.ts';
import type { Program } from '../transactions/actor.ts';
import type { Pattern } from './patterns.ts';
import { Outdated } from './patterns.ts';

/** A program, and the server's replies to the statements of its last run. */
export interface Recorded {
  readonly program: Program<string>;
  answers(): readonly string[];
}

/** A client that uses a pattern, in a transaction at this isolation level. */
export function recorded(
  pattern: Pattern,
  { client, isolation }: { readonly client: string; readonly isolation: Isolation },
): Recorded {
  let answers: string[] = [];
  return {
    answers: () => answers,
    program: async (session) => {
      answers = [];
      const own = sessionOver(async (text, parameters) => {
        if (text.startsWith('BEGIN')) return session.send(text, parameters);
        const place = answers.push('no answer') - 1;
        const texts = (answer: string): void => void (answers[place] = answer);
        try {
          const reply = await session.send(text, parameters);
          texts(inWords(reply));
          return reply;
        } catch (error) {
          texts(error instanceof DatabaseError ? `refused: ${error.code}` : String(error));
          throw error;
        }
      });
      return own
        .transaction(() => pattern.book(own, client), isolation)
        .catch((error: unknown) => {
          if (error instanceof Outdated) return 'outdated';
          throw error;
        });
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
