import type { Race, RaceStep } from '../../../kernel/race.ts';
import { setUp } from '../../../kernel/setup.ts';
import type { Stage } from '../../../kernel/stage.ts';
import { allPreemptions } from '../../../race/explore-orders.ts';
import type { JudgedSchedule } from '../../../race/explore-race.ts';
import { exploreRace } from '../../../race/explore-race.ts';
import { openStageOfPostgres } from '../../../subjects/open-postgres.ts';
import type { MatrixCell, MatrixPlace, MatrixStep, OpenMatrix } from '../matrix.ts';
import { both } from '../matrix.ts';
import { policiesAt } from './isolation-levels.ts';
import type { BookUnit, UnitOutcome, UnitsView } from './last-unit-model.ts';
import { lastUnitClients } from './last-unit-model.ts';
import type { PatternClient } from './pattern-client.ts';
import { patternSubject } from './pattern-subject.ts';
import { capacity } from './patterns.ts';

/** Both clients want the last unit at once. */
const raceForLastUnit: Race<BookUnit> = {
  before: [],
  atOnce: lastUnitClients.map((client) => ({ actor: client, commands: [{ type: 'book', client }] })),
};

/** Opens the stage of the two clients. Throws `EnvironmentError`. */
export async function openBookingMatrix(): Promise<OpenMatrix> {
  const stage = await openStageOfPostgres();
  await stage.admit(lastUnitClients);
  return { cell: (place, onInterleaving) => runCell(stage, place, onInterleaving), close: () => stage.close() };
}

/** Runs every schedule of the race in a cell, and counts those that book more units than exist. */
async function runCell(
  stage: Stage,
  { pattern, setting }: MatrixPlace,
  onInterleaving: (done: number) => void = () => undefined,
): Promise<MatrixCell> {
  let clients: ReadonlyMap<string, PatternClient> = new Map();
  const subject = patternSubject((ofRun) => void (clients = ofRun));
  const overlap = { address: (actor?: string): string => stage.address(actor) };
  const setup = setUp(subject, { system: pattern, policies: policiesAt(setting), scope: {}, overlap });
  const sums = { interleavings: 0, broken: 0, right: 0, neither: 0 };
  const refusals: Record<string, number> = {};
  let shortest: readonly MatrixStep[] | null = null;
  let held: readonly MatrixStep[] | null = null;
  for await (const schedule of exploreRace({ setup, stage }, raceForLastUnit, allPreemptions)) {
    const taken = takenIn(schedule);
    const steps = stepsOf(schedule.run.steps, clients);
    sums.interleavings += 1;
    sums[taken > 1 ? 'broken' : taken === 1 ? 'right' : 'neither'] += 1;
    for (const code of codesIn(schedule)) refusals[code] = (refusals[code] ?? 0) + 1;
    if (taken > 1) shortest = cheaper(steps, shortest);
    if (taken === 1 && areAtOnce(steps)) held = cheaper(steps, held);
    onInterleaving(sums.interleavings);
  }
  return { pattern, setting, ...sums, refusals, shortest, held: sums.broken > 0 ? null : held };
}

type ScheduleOfCell = JudgedSchedule<BookUnit, UnitOutcome, UnitsView>;

/** How many of the two clients have booked the last unit. Throws where no count of the matrix would be valid. */
function takenIn({ run, strayed, judgement }: ScheduleOfCell): number {
  if (strayed !== null) throw new Error(`a schedule could not be followed: ${strayed}`);
  const taken = run.view.booked - (capacity - 1);
  const booked = run.operations.filter(({ outcome }) => outcome?.type === 'booked').length;
  if (booked !== taken) throw new Error(`${booked} clients have booked, and the table has ${taken} new bookings`);
  const violation = judgement?.violation ?? null;
  if ((violation !== null) !== taken > 1)
    throw new Error(`with ${taken} new bookings the verdict is: ${violation?.details ?? 'right'}`);
  return taken;
}

function codesIn({ run }: ScheduleOfCell): ReadonlySet<string> {
  return new Set(run.operations.flatMap(({ outcome }) => (outcome?.type === 'refused' ? [outcome.code] : [])));
}

/** The moves of a run, with the answers that the clients got. */
function stepsOf(moves: readonly RaceStep[], clients: ReadonlyMap<string, PatternClient>): readonly MatrixStep[] {
  const sent = new Map<string, number>();
  const answerTo = (actor: string): string => clients.get(actor)?.answers[(sent.get(actor) ?? 0) - 1] ?? 'no answer';
  return moves.flatMap((move) => {
    if (move.kind === 'call') return [];
    const { actor, statement, answer, woken } = move;
    sent.set(actor, (sent.get(actor) ?? 0) + 1);
    return {
      who: nameOf(actor),
      statement,
      answer: answer === null ? 'waits' : answerTo(actor),
      woken: woken.map((other) => ({ who: nameOf(other), answer: answerTo(other) })),
    };
  });
}

function nameOf(actor: string): MatrixStep['who'] {
  return actor === lastUnitClients[0] ? both[0] : both[1];
}

/** Whether each client sent a statement before the first COMMIT or ROLLBACK. */
function areAtOnce(steps: readonly MatrixStep[]): boolean {
  const firstEnd = steps.findIndex(({ statement }) => /^(?:COMMIT|ROLLBACK)$/.test(statement));
  return both.every((name) => steps.slice(0, firstEnd).some(({ who }) => who === name));
}

/** The run with fewer statements, then fewer context switches; then the run in which T1 goes on earlier. */
function cheaper(steps: readonly MatrixStep[], known: readonly MatrixStep[] | null): readonly MatrixStep[] {
  if (known === null) return steps;
  const [cost, knownCost] = [costOf(steps), costOf(known)];
  if (cost !== knownCost) return cost < knownCost ? steps : known;
  return orderOf(steps) < orderOf(known) ? steps : known;
}

function costOf(steps: readonly MatrixStep[]): number {
  const changes = steps.filter(({ who }, index) => index > 0 && steps[index - 1]?.who !== who).length;
  return steps.length * 1000 + changes;
}

function orderOf(steps: readonly MatrixStep[]): string {
  return steps.map(({ who }) => who).join(' ');
}
