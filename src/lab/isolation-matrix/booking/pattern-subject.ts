import { defineSubject } from '../../../kernel/define-subject.ts';
import type { Subject, SystemKind } from '../../../kernel/subject.ts';
import { databaseLosses } from '../../../real/database/connection-losses.ts';
import { openPostgres } from '../../../real/database/postgres-schemas.ts';
import { openStageOfPostgres } from '../../../subjects/open-postgres.ts';
import type { PatternPolicies } from './isolation-levels.ts';
import { isolationOf } from './isolation-levels.ts';
import type { BookUnit, UnitOutcome, UnitsState, UnitsView } from './last-unit-model.ts';
import { lastUnitClients, lastUnitModel } from './last-unit-model.ts';
import type { PatternClient } from './pattern-client.ts';
import { patternClient } from './pattern-client.ts';
import type { Pattern } from './patterns.ts';
import { lastUnit, patterns, tables } from './patterns.ts';

/** Called with the clients of each run, by name. */
type OnClients = (clients: ReadonlyMap<string, PatternClient>) => void;

type PatternSubject = Subject<UnitsState, BookUnit, UnitOutcome, UnitsView, PatternPolicies>;

/** Eight ways in which people write a booking on Postgres, each as a system. Two clients want the last unit. */
export function patternSubject(onClients: OnClients = () => undefined): PatternSubject {
  return defineSubject({
    name: 'booking-patterns',
    model: lastUnitModel,
    policies: {
      snapshot: {
        does: 'All statements of a transaction see the rows as of its first one (REPEATABLE READ), on which serializable builds.',
        protects: [],
      },
      serializable: {
        does: 'The server refuses a transaction whose result no order of the transactions has (SERIALIZABLE).',
        protects: [],
      },
    },
    systems: patterns.map((pattern) => systemOf(pattern, onClients)),
  });
}

export const bookingPatterns: PatternSubject = patternSubject();

function systemOf(
  pattern: Pattern,
  onClients: OnClients,
): SystemKind<BookUnit, UnitOutcome, UnitsView, PatternPolicies> {
  return {
    name: pattern.name,
    concurrent: true,
    stage: openStageOfPostgres,
    connectionLosses: databaseLosses,
    async open({ policies, overlap }) {
      const database = await openPostgres(tables);
      const control = await database.connect();
      await control.script(lastUnit);
      const clients = new Map<string, PatternClient>();
      for (const client of lastUnitClients) {
        const session = await database.connect(overlap?.address?.(client));
        clients.set(client, patternClient(pattern, session, { client, isolation: isolationOf(policies) }));
      }
      onClients(clients);
      return {
        async perform({ client }) {
          const own = clients.get(client);
          if (own === undefined) throw new RangeError(`there is no client ${client}`);
          return own.book();
        },
        async view() {
          const found = await control.get<UnitsView>('SELECT count(*)::int AS booked FROM bookings');
          return found ?? { booked: Number.NaN };
        },
        close: () => database.close(),
      };
    },
  };
}
