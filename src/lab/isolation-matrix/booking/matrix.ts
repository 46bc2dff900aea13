import { openPostgres } from '../../../real/database/postgres-schemas.ts';
import type { Either, MatrixCell, MatrixPlace, MatrixRun, MatrixSchedule, MatrixStep, OpenMatrix } from '../matrix.ts';
import { both as names, NoSuchSchedule } from '../matrix.ts';
import { everyInterleaving } from '../transactions/every-interleaving.ts';
import type { Interleaving } from '../transactions/interleave.ts';
import { interleave } from '../transactions/interleave.ts';
import type { Stage } from '../transactions/stage.ts';
import { openStage } from '../transactions/stage.ts';
import { follow } from './follow.ts';
import { capacity, isolations, lastUnit, patterns, tables } from './patterns.ts';
import type { Recorded } from './recorded.ts';
import { recorded } from './recorded.ts';

const clients = ['c1', 'c2'] as const;

/** Starts a real server with a session for each of the two clients. Throws `EnvironmentError`. */
export async function openBookingMatrix(): Promise<OpenMatrix> {
  const database = await openPostgres(tables);
  const stage = await openStage(database, { sessions: clients.length });
  const table: Table = { stage, reset: () => stage.control.script(`${database.reset}; ${lastUnit}`) };
  return {
    cell: (place, onInterleaving) => runCell(table, place, onInterleaving),
    run: (place, schedule) => runOne(table, place, schedule),
    async close() {
      await stage.close();
      await database.close();
    },
  };
}

/** The stage of the two clients, and the reset of the tables before each run. */
interface Table {
  readonly stage: Stage;
  readonly reset: () => Promise<void>;
}

/** Both clients, which use the same pattern. */
function twoAt({ pattern: name, setting }: MatrixPlace): readonly Recorded[] {
  const pattern = patterns.find((one) => one.name === name);
  if (pattern === undefined) throw new RangeError(`there is no pattern '${name}'`);
  const isolation = isolations.find((one) => one === setting);
  if (isolation === undefined) throw new RangeError(`there is no isolation level '${setting}'`);
  return clients.map((client) => recorded(pattern, { client, isolation }));
}

/** Runs every interleaving of a cell, and counts the runs that book more units than exist. */
async function runCell(
  { stage, reset }: Table,
  place: MatrixPlace,
  onInterleaving: (done: number) => void = () => undefined,
): Promise<MatrixCell> {
  const sums = { interleavings: 0, broken: 0, right: 0, neither: 0 };
  const refusals: Record<string, number> = {};
  let shortest: readonly MatrixStep[] | null = null;
  let held: readonly MatrixStep[] | null = null;
  const both = twoAt(place);
  const programs = both.map(({ program }) => program);
  for await (const interleaving of everyInterleaving(stage, programs, { reset })) {
    sums.interleavings += 1;
    const { taken, steps } = await readResult(stage, interleaving, both);
    if (taken > 1) sums.broken += 1;
    else sums[taken === 1 ? 'right' : 'neither'] += 1;
    const codes = interleaving.endings.flatMap((ending) => (ending.type === 'refused' ? [ending.code] : []));
    for (const code of new Set(codes)) refusals[code] = (refusals[code] ?? 0) + 1;
    if (taken > 1) shortest = cheaper(steps, shortest);
    if (taken === 1 && areAtOnce(steps)) held = cheaper(steps, held);
    onInterleaving(sums.interleavings);
  }
  return {
    pattern: place.pattern,
    setting: place.setting,
    ...sums,
    refusals,
    shortest,
    held: sums.broken > 0 ? null : held,
  };
}

async function runOne({ stage, reset }: Table, place: MatrixPlace, schedule: MatrixSchedule): Promise<MatrixRun> {
  const both = twoAt(place);
  const programs = both.map(({ program }) => program);
  const named = follow(schedule);
  const interleaving = await interleave(stage, programs, named.pick, { reset });
  const problem = named.problem(interleaving.steps.length);
  if (problem !== null) throw new NoSuchSchedule(`${place.pattern} at ${place.setting}: ${problem}`);
  const { taken, steps } = await readResult(stage, interleaving, both);
  return { steps, isBroken: taken > 1 };
}

/** How many of the two clients have booked the last unit. */
async function readResult(
  stage: Stage,
  interleaving: Interleaving<string>,
  both: readonly Recorded[],
): Promise<{ readonly taken: number; readonly steps: readonly MatrixStep[] }> {
  const taken = (await bookedOn(stage)) - (capacity - 1);
  mustAgree(interleaving, taken);
  return { taken, steps: stepsOf(interleaving, both) };
}

async function bookedOn({ control }: Stage): Promise<number> {
  const found = await control.get<{ booked: number }>('SELECT count(*) AS booked FROM bookings');
  return found?.booked ?? Number.NaN;
}

/** Throws if the results of the programs and the rows of the table differ: then no count of the matrix is valid. */
function mustAgree({ endings }: Interleaving<string>, taken: number): void {
  const texts = endings.filter((ending) => ending.type === 'returned' && ending.result === 'booked').length;
  if (texts !== taken) throw new Error(`${texts} programs returned 'booked', and the table has ${taken} new bookings`);
}

function stepsOf({ steps }: Interleaving<string>, both: readonly Recorded[]): readonly MatrixStep[] {
  const sent = both.map(() => 0);
  const answerTo = (session: number): string => both[session]?.answers()[(sent[session] ?? 0) - 1] ?? 'no answer';
  return steps.map(({ session, statement, answer, woken }) => {
    sent[session] = (sent[session] ?? 0) + 1;
    return {
      who: nameOf(session),
      statement: statement.replaceAll(/\s+/g, ' ').trim(),
      answer: answer === 'waits' ? 'waits' : answerTo(session),
      woken: woken.map((other) => ({ who: nameOf(other.session), answer: answerTo(other.session) })),
    };
  });
}

function nameOf(session: number): Either {
  return session === 0 ? names[0] : names[1];
}

/** Whether each client sent a statement before the first COMMIT or ROLLBACK. */
function areAtOnce(steps: readonly MatrixStep[]): boolean {
  const firstEnd = steps.findIndex(({ statement }) => /^(?:COMMIT|ROLLBACK)$/.test(statement));
  return names.every((name) => steps.slice(0, firstEnd).some(({ who }) => who === name));
}

/** The cheaper of the two runs; the known run if both cost the same. */
function cheaper(steps: readonly MatrixStep[], known: readonly MatrixStep[] | null): readonly MatrixStep[] {
  return known === null || costOf(steps) < costOf(known) ? steps : known;
}

/** Counts statements first, then context switches. */
function costOf(steps: readonly MatrixStep[]): number {
  const changes = steps.filter(({ who }, index) => index > 0 && steps[index - 1]?.who !== who).length;
  return steps.length * 1000 + changes;
}
