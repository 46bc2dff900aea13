import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import type { OneStep } from '../kernel/stage.ts';
import type { FoundBySearch, ScheduleSearch } from './find-by.ts';
import { findBy } from './find-by.ts';
import type { RaceSetup } from './run-race.ts';
import type { ScheduleNote } from './schedule-note.ts';
import { noteOf } from './schedule-note.ts';

/** What the schedules of a race have shown, and the statements that were one move each at that stage by its end. */
export interface RaceResult<C extends Command, O extends Outcome> extends FoundBySearch<C, O> {
  readonly oneSteps: readonly OneStep[];
  /** As in `Stage`. */
  readonly functions: readonly string[];
}

/** Runs races, one after the other. */
export interface RaceRunner<C extends Command, O extends Outcome> {
  /** Runs the schedules of a race until one is wrong, or until it is stopped. `visit`: called with each of them. */
  run(race: Race<C>, visit: (note: ScheduleNote) => void): Promise<RaceResult<C, O>>;
  /** Ends what runs them. A race under way is stopped. */
  close(): Promise<void>;
}

/** Starts what runs these races of these actors, in their order. */
export type StartRunner = <C extends Command, O extends Outcome>(
  races: readonly Race<C>[],
  actors: readonly string[],
) => RaceRunner<C, O>;

/** Runs races in this process, at this stage. */
export function runnerAt<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  { search, signal }: { readonly search: ScheduleSearch; readonly signal?: AbortSignal | undefined },
): RaceRunner<C, O> {
  return {
    async run(race, visit) {
      const shown = await findBy(where, race, search, (schedule, role) => {
        visit(noteOf(schedule, role));
        return signal?.aborted !== true;
      });
      return { ...shown, oneSteps: where.stage.oneSteps(), functions: where.stage.functions?.() ?? [] };
    },
    close: async () => undefined,
  };
}
