import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import type { RaceResult, RaceRunner } from './race-runner.ts';
import type { ScheduleNote } from './schedule-note.ts';

/** A race that a runner takes, or has taken, before its turn has come. */
interface Taken<C extends Command, O extends Outcome> {
  /** The schedules that were run. Those that come later go to `visit`, once the turn of the race has come. */
  readonly notes: ScheduleNote[];
  visit: ((note: ScheduleNote) => void) | null;
  readonly result: PromiseWithResolvers<RaceResult<C, O>>;
}

/** Nothing of a race has been run. */
const stopped = {
  found: null,
  isReached: true,
  isStopped: true,
  before: 0,
  bound: null,
  oneSteps: [],
  functions: [],
} as const;

/**
 * Several runners for these races: each takes the first race that none has taken, until one is wrong. What they have shown is
 * the same as with one runner, since each race is visited in its turn.
 */
export function runAhead<C extends Command, O extends Outcome>(
  races: readonly Race<C>[],
  runners: readonly RaceRunner<C, O>[],
): RaceRunner<C, O> {
  const all = new Map(
    races.map((race): [Race<C>, Taken<C, O>] => [
      race,
      { notes: [], visit: null, result: Promise.withResolvers<RaceResult<C, O>>() },
    ]),
  );
  // Its turn may come after it has failed.
  for (const { result } of all.values()) result.promise.catch(() => undefined);
  const line = all.entries();
  let isOver = false;
  let isClosed = false;

  async function work(runner: RaceRunner<C, O>): Promise<void> {
    for (const [race, taken] of line) {
      try {
        const result = await runner.run(race, (note) => {
          if (taken.visit === null) taken.notes.push(note);
          else taken.visit(note);
        });
        isOver ||= result.found !== null || result.isStopped;
        taken.result.resolve(result);
      } catch (error) {
        isOver = true;
        if (!isClosed) taken.result.reject(error);
      }
      if (isOver) return;
    }
  }

  const works = Promise.all(runners.map(work)).then(() => {
    for (const { result } of all.values()) result.resolve(stopped);
  });

  return {
    async run(race, visit) {
      const taken = all.get(race);
      if (taken === undefined) return stopped;
      for (const note of taken.notes.splice(0)) visit(note);
      taken.visit = visit;
      return taken.result.promise;
    },
    async close() {
      [isOver, isClosed] = [true, true];
      await Promise.all(runners.map((runner) => runner.close()));
      await works;
    },
  };
}
