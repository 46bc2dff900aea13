import type { Race } from '../kernel/race.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { isUseCaseCall } from '../kernel/use-case.ts';
import type { FoundRace } from './find-in-race.ts';
import { findInRace } from './find-in-race.ts';
import { nothingStaged } from './nothing-staged.ts';
import { onStage } from './on-stage.ts';
import { actorsOfRace, commandsOfRace } from './race.ts';

/** What the schedules of a race have shown on a system. */
export interface SchedulesOfRace {
  readonly found: FoundRace | null;
  readonly schedules: number;
  /** Why some of them do not count: a line each. */
  readonly notCounted: readonly string[];
}

/** Runs every schedule of a race with at most this number of preemptions, until one is wrong. */
export function everySchedule(
  subject: AnySubject,
  race: Race,
  {
    preemptions,
    ...options
  }: {
    readonly system: string;
    readonly policies: Policies;
    readonly scope: Scope;
    readonly preemptions: number;
    /** Whether answers are moves as well. */
    readonly answers?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<SchedulesOfRace> {
  const { signal } = options;
  const useCases = commandsOfRace(race).some(isUseCaseCall);
  return onStage(subject, { ...options, useCases }, async (where) => {
    await where.stage.admit(actorsOfRace(where.setup.model, race));
    const notCounted = new Set<string>();
    let schedules = 0;
    let isStaged = false;
    const { found, isReached } = await findInRace(where, race, preemptions, ({ run, strayed, judgement }) => {
      schedules += 1;
      isStaged ||= run.steps.some(({ kind }) => kind !== 'call');
      if (strayed !== null) notCounted.add(strayed);
      if (judgement?.isOpen === true) notCounted.add('the search for an order of the commands had no end');
      return signal?.aborted !== true;
    });
    if (!isReached) notCounted.add('the commands before the race did not end as the model says');
    else if (!isStaged) notCounted.add(nothingStaged);
    return { found, schedules, notCounted: [...notCounted] };
  });
}
