import { everyInterleaving } from '../../../bench/transactions/every-interleaving.ts';
import { openStage } from '../../../bench/transactions/stage.ts';
import { setUp } from '../../../src/kernel/setup.ts';
import { policiesAt } from '../../../src/lab/isolation-matrix/booking/isolation-levels.ts';
import { patternClient } from '../../../src/lab/isolation-matrix/booking/pattern-client.ts';
import { bookingPatterns } from '../../../src/lab/isolation-matrix/booking/pattern-subject.ts';
import {
  capacity,
  isolations,
  lastUnit,
  patterns,
  tables,
} from '../../../src/lab/isolation-matrix/booking/patterns.ts';
import type { MatrixCell, MatrixPlace } from '../../../src/lab/isolation-matrix/matrix.ts';
import type { RacesReport, WhichSchedules } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { openPostgres } from '../../../src/real/database/postgres-schemas.ts';
import { openStageOfPostgres } from '../../../src/subjects/open-postgres.ts';

/** What is counted over the interleavings of a cell. */
export type CellCounts = Omit<MatrixCell, 'pattern' | 'setting' | 'shortest' | 'held'>;

/** Counts the interleavings of cells with the scheduler that has the programs in its hands, and no wire. */
export async function countBesideTheWire(places: readonly MatrixPlace[]): Promise<readonly CellCounts[]> {
  const database = await openPostgres(tables);
  const stage = await openStage(database, { sessions: 2 });
  const reset = (): Promise<void> => stage.control.script(`${database.reset}; ${lastUnit}`);
  const counted: CellCounts[] = [];
  for (const place of places) {
    const pattern = patterns.find(({ name }) => name === place.pattern);
    const isolation = isolations.find((one) => one === place.setting);
    if (pattern === undefined || isolation === undefined) throw new RangeError(JSON.stringify(place));
    const programs = ['c1', 'c2'].map(
      (client) => (session: Parameters<typeof patternClient>[1]) =>
        patternClient(pattern, session, { client, isolation }).book(),
    );
    const counts = { interleavings: 0, broken: 0, right: 0, neither: 0 };
    const refusals: Record<string, number> = {};
    for await (const { endings } of everyInterleaving(stage, programs, { reset })) {
      const outcomes = endings.flatMap((ending) => (ending.type === 'returned' ? [ending.result] : []));
      const found = await stage.control.get<{ booked: number }>('SELECT count(*)::int AS booked FROM bookings');
      const taken = (found?.booked ?? Number.NaN) - (capacity - 1);
      counts.interleavings += 1;
      counts[taken > 1 ? 'broken' : taken === 1 ? 'right' : 'neither'] += 1;
      const codes = outcomes.flatMap((outcome) => (outcome.type === 'refused' ? [outcome.code] : []));
      for (const code of new Set(codes)) refusals[code] = (refusals[code] ?? 0) + 1;
    }
    counted.push({ ...counts, refusals });
  }
  await stage.close();
  await database.close();
  return counted;
}

/** Races a cell as `faultbook race` does. */
export async function raceCell({ pattern, setting }: MatrixPlace, search: WhichSchedules): Promise<RacesReport> {
  const stage = await openStageOfPostgres();
  try {
    const overlap = { address: (actor?: string): string => stage.address(actor) };
    const setup = setUp(bookingPatterns, { system: pattern, policies: policiesAt(setting), scope: {}, overlap });
    return await exploreRaces({ setup, stage }, { depth: 3, preemptions: 0, search });
  } finally {
    await stage.close();
  }
}
