import { firstDisabled } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import { sameRaceFinding } from '../kernel/race-violation.ts';
import type { Race } from '../kernel/race.ts';
import type { FoundRace } from './find-in-race.ts';
import { findInRace } from './find-in-race.ts';
import type { RaceSetup } from './run-race.ts';

interface ShrinkOptions {
  /** In each schedule, at most. */
  readonly preemptions: number;
  readonly signal?: AbortSignal | undefined;
  /** Why the races and schedules before the found one say nothing of smaller races. */
  readonly because: string;
  /** Called before each schedule of a smaller race. */
  readonly onProgress: () => void;
}

/**
 * Shrinks a found race: runs each race with a command less, first of those before and then of those at once, in all schedules
 * with few preemptions, and goes on from the first that is wrong in the same way, until none is.
 */
export async function shrinkRace<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  first: FoundRace<C, O>,
  { preemptions, signal, because, onProgress }: ShrinkOptions,
): Promise<{ readonly found: FoundRace<C, O>; readonly certificate: RaceCertificate }> {
  let found = first;
  let tried = { races: 0, schedules: 0, notCounted: 0 };
  const isAborted = (): boolean => signal?.aborted === true;

  /** The race, where it is wrong in the same way. */
  async function look(race: Race<C>): Promise<FoundRace<C, O> | null> {
    tried.races += 1;
    const search = await findInRace(where, race, preemptions, ({ strayed, judgement }) => {
      onProgress();
      tried.schedules += 1;
      if (strayed !== null || judgement?.isOpen === true) tried.notCounted += 1;
      return !isAborted();
    });
    if (!search.isReached) tried.notCounted += 1;
    const { found: shown } = search;
    return shown !== null && sameRaceFinding(shown.violation, first.violation) ? shown : null;
  }

  async function lookAtSmaller(): Promise<boolean> {
    tried = { races: 0, schedules: 0, notCounted: 0 };
    for (const race of smallerRaces(where.setup.model, found.race)) {
      if (isAborted()) return false;
      const smaller = await look(race);
      if (smaller === null) continue;
      found = smaller;
      return true;
    }
    return false;
  }

  // The search may have been stopped within the schedules of this race.
  found = (await look(first.race)) ?? first;
  while (await lookAtSmaller());
  const { races, schedules, notCounted } = tried;
  const reason = isAborted()
    ? 'the search for a smaller race was interrupted'
    : notCounted > 0
      ? `${notCounted} of the schedules of smaller races do not count`
      : `only races with a command less were run, since ${because}`;
  return { found, certificate: { kind: 'locally minimal', races, schedules, reason } };
}

/** The races with a command less that the model enables. A command that needs the dropped one is dropped too. */
export function* smallerRaces<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { before, atOnce }: Race<C>,
): Generator<Race<C>> {
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const race = { before: enabledAmong(model, before.toSpliced(at, 1)), atOnce };
    if (isEnabled(model, race)) yield race;
  }
  for (const [side, { actor, commands }] of atOnce.entries()) {
    for (const at of commands.keys()) {
      const left = commands.toSpliced(at, 1);
      const fewer = left.length === 0 ? atOnce.toSpliced(side, 1) : atOnce.with(side, { actor, commands: left });
      if (fewer.length > 1 && isEnabled(model, { before, atOnce: fewer })) yield { before, atOnce: fewer };
    }
  }
}

/** The commands without those that are not enabled where they are taken. */
function enabledAmong<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): readonly C[] {
  const at = firstDisabled(model, commands);
  return at === null ? commands : enabledAmong(model, commands.toSpliced(at, 1));
}

/** Whether the model enables the commands of a race, one after the other, in some order of those at once. */
function isEnabled<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { before, atOnce }: Race<C>,
): boolean {
  if (firstDisabled(model, before) !== null) return false;
  if (atOnce.length === 0) return true;
  return atOnce.some(({ actor, commands: [next, ...others] }, side) => {
    if (next === undefined) return false;
    const left = others.length === 0 ? atOnce.toSpliced(side, 1) : atOnce.with(side, { actor, commands: others });
    return isEnabled(model, { before: [...before, next], atOnce: left });
  });
}
