import type { BookingCommand } from '../../src/alphabets/booking.ts';
import type { QueueCommand } from '../../src/alphabets/queue.ts';
import { sameJson } from '../../src/kernel/json.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { exploreRace, repeatWhileStrayed } from '../../src/race/explore-race.ts';
import { racingActorOf } from '../../src/race/race.ts';
import { runRace } from '../../src/race/run-race.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { onStage } from './engine.ts';

/** A race whose actors look at the same rows. */
export interface Contended {
  readonly name: string;
  /** Whether some of them wait for a lock. A lease passes over what is locked. */
  readonly waits: boolean;
  readonly subject: AnySubject;
  readonly scope: Scope;
  readonly before: readonly Command[];
  readonly atOnce: readonly Command[];
}

const workers = ['w1', 'w2', 'w3'];
const clients = ['c1', 'c2', 'c3'];
const leases = workers.map((worker): QueueCommand => ({ type: 'lease', worker }));
const commitBesideLeases: readonly QueueCommand[] = [
  { type: 'commit', worker: 'w1' },
  { type: 'lease', worker: 'w2' },
  { type: 'lease', worker: 'w3' },
];
const leaseThatEnds: readonly QueueCommand[] = [
  { type: 'submit', job: 'j1' },
  { type: 'lease', worker: 'w1' },
  { type: 'tick', byMs: 30_000 },
];
const decided = clients.flatMap((client): readonly BookingCommand[] => [
  { type: 'read', client, resource: 'r1', request: 1, units: 1, isHold: false },
  { type: 'decide', client },
]);
const persists = clients.map((client): BookingCommand => ({ type: 'persist', client }));

/** For two actors and for three. */
export const contended: readonly Contended[] = [2, 3].flatMap((actors): Contended[] => {
  const ofQueue = { subject: queue as unknown as AnySubject, scope: { ...queue.scopes['small'], workers: 3 } as Scope };
  const ofBooking = {
    subject: booking as unknown as AnySubject,
    scope: { ...booking.scopes['small'], clients: 3 } as Scope,
  };
  return [
    {
      name: `leases of ${actors} workers`,
      waits: false,
      ...ofQueue,
      before: leaseThatEnds.slice(0, 1),
      atOnce: leases.slice(0, actors),
    },
    {
      name: `a commit beside leases, ${actors} workers`,
      waits: true,
      ...ofQueue,
      before: leaseThatEnds,
      atOnce: commitBesideLeases.slice(0, actors),
    },
    {
      name: `bookings of ${actors} clients`,
      waits: true,
      ...ofBooking,
      before: decided.slice(0, 2 * actors),
      atOnce: persists.slice(0, actors),
    },
  ];
});

/**
 * Runs the schedules of a race, at most so many, again and again, in turns. Returns how many of these runs differ from the first
 * run of their schedule in statements, answers, waits, outcomes or view, and how many waited for a lock.
 */
export function repeated(
  { subject, scope, before, atOnce }: Contended,
  { times, schedules = times }: { readonly times: number; readonly schedules?: number },
): Promise<{ readonly differing: number; readonly waiting: number }> {
  return onStage(subject, { scope }, async (staged) => {
    const { model } = staged.setup;
    const actors = atOnce.map((command) => ({ actor: racingActorOf(model, command), commands: [command] }));
    const race: Race = { before, atOnce: actors };
    await staged.stage.admit([
      ...before.map((command) => racingActorOf(model, command)),
      ...actors.map(({ actor }) => actor),
    ]);
    const first = [];
    for await (const { run, strayed } of exploreRace(staged, race, 1)) {
      if (strayed === null) first.push(run);
      if (first.length === schedules) break;
    }
    let differing = 0;
    let waiting = 0;
    for (let time = 0; time < times; time += 1) {
      const wanted = first[time % first.length];
      if (wanted === undefined) throw new Error('the race has no schedule');
      const choices = wanted.choices.map(({ chosen }) => chosen);
      // A run in which the server served those that waited out of order is repeated, as races repeat it.
      const { run: next } = await repeatWhileStrayed(async () => {
        const run = await runRace(staged, race, choices);
        return { run, strayed: run.faults[0]?.line ?? null };
      });
      const seenIn = ({ steps, operations, view, faults }: typeof next): unknown => [steps, operations, view, faults];
      if (!sameJson(seenIn(next), seenIn(wanted))) differing += 1;
      if (next.steps.some((step) => step.kind !== 'call' && step.answer === null)) waiting += 1;
    }
    return { differing, waiting };
  });
}
