import type { MatrixCell, MatrixStep, OpenMatrix } from '../../../kernel/matrix.ts';
import type { Isolation } from '../../database/postgres.ts';
import { openPostgres } from '../../database/postgres-schemas.ts';
import { everyInterleaving } from '../../transactions/every-interleaving.ts';
import type { Interleaving } from '../../transactions/interleave.ts';
import type { Stage } from '../../transactions/stage.ts';
import { openStage } from '../../transactions/stage.ts';
import type { Pattern } from './patterns.ts';
import { capacity, lastUnit, patterns, tables } from './patterns.ts';
import type { Recorded } from './recorded.ts';
import { recorded } from './recorded.ts';

const clients = ['c1', 'c2'] as const;

/** Stands up a real server with a session for each of the two. Throws `BadEnvironment`. */
export async function openBookingMatrix(): Promise<OpenMatrix> {
  const database = await openPostgres(tables);
  const stage = await openStage(database, { sessions: clients.length });
  return {
    async cell(name, setting, onInterleaving) {
      const pattern = patterns.find((one) => one.name === name);
      if (pattern === undefined) throw new RangeError(`there is no pattern '${name}'`);
      const reset = (): Promise<void> => stage.control.script(`${database.reset}; ${lastUnit}`);
      return runCell(stage, reset, { pattern, isolation: setting as Isolation, onInterleaving });
    },
    async close() {
      await stage.close();
      await database.close();
    },
  };
}

interface Cell {
  readonly pattern: Pattern;
  readonly isolation: Isolation;
  readonly onInterleaving: (done: number) => void;
}

/** Whoever is told by its own ending that it has booked has; the table says whether that is one too many. */
async function runCell(
  stage: Stage,
  reset: () => Promise<void>,
  { pattern, isolation, onInterleaving }: Cell,
): Promise<MatrixCell> {
  const sums = { interleavings: 0, broken: 0, right: 0, neither: 0 };
  const refusals: Record<string, number> = {};
  let shortest: readonly MatrixStep[] | null = null;
  const both = clients.map((client) => recorded(pattern, { client, isolation }));
  const programs = both.map(({ program }) => program);
  for await (const interleaving of everyInterleaving(stage, programs, { reset })) {
    sums.interleavings += 1;
    const taken = (await bookedOn(stage)) - 1;
    mustAgree(interleaving, taken);
    if (taken > capacity - 1) sums.broken += 1;
    else sums[taken === 1 ? 'right' : 'neither'] += 1;
    const codes = interleaving.endings.flatMap((ending) => (ending.type === 'refused' ? [ending.code] : []));
    for (const code of new Set(codes)) refusals[code] = (refusals[code] ?? 0) + 1;
    const told = stepsOf(interleaving, both);
    if (taken > capacity - 1 && (shortest === null || costOf(told) < costOf(shortest))) shortest = told;
    onInterleaving(sums.interleavings);
  }
  return { pattern: pattern.name, setting: isolation, ...sums, refusals, shortest };
}

async function bookedOn({ control }: Stage): Promise<number> {
  const found = await control.get<{ booked: number }>('SELECT count(*) AS booked FROM bookings');
  return found?.booked ?? Number.NaN;
}

/** What the two were told and what is in the table are the same, or nothing that is counted here means anything. */
function mustAgree({ endings }: Interleaving<string>, taken: number): void {
  const told = endings.filter((ending) => ending.type === 'returned' && ending.result === 'booked').length;
  if (told !== taken) throw new Error(`${told} were told that they have booked, and ${taken} have`);
}

function stepsOf({ steps }: Interleaving<string>, both: readonly Recorded[]): readonly MatrixStep[] {
  const sent = both.map(() => 0);
  const answerTo = (who: number, statement: number): string => both[who]?.answers()[statement] ?? 'no answer';
  const last = (who: number): number => (sent[who] ?? 0) - 1;
  return steps.map(({ session: who, statement, answer, woken }) => {
    sent[who] = (sent[who] ?? 0) + 1;
    return {
      who,
      statement: statement.replaceAll(/\s+/g, ' ').trim(),
      answer: answer === 'waits' ? 'waits' : answerTo(who, last(who)),
      woken: woken.map(({ session }) => ({ who: session, answer: answerTo(session, last(session)) })),
    };
  });
}

/** Fewer statements first, then fewer changes from one to the other. */
function costOf(steps: readonly MatrixStep[]): number {
  const changes = steps.filter(({ who }, index) => index > 0 && steps[index - 1]?.who !== who).length;
  return steps.length * 1000 + changes;
}
