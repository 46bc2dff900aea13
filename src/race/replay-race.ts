import type { RaceTrace } from '../corpus/race-trace.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { sameRaceFinding } from '../kernel/race-violation.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { repeatWhileStrayed, warmUp } from './explore-race.ts';
import type { FoundRace } from './find-in-race.ts';
import { followMoves } from './follow-moves.ts';
import { findStart, judgeRun } from './judge-run.ts';
import { modeOf, onStage } from './on-stage.ts';
import { actorsOfRace } from './race.ts';
import { recoverRun } from './recover-run.ts';
import type { RaceSetup } from './run-race.ts';
import { runRaceThen } from './run-race.ts';
import { preemptionsIn } from './schedule.ts';

/**
 * The verdict of a replay.
 *
 * - `reproduced`: the race goes wrong as in the trace.
 * - `other`: it goes wrong in another way, see `found`.
 * - `gone`: the schedule was followed to its end, and the race is right.
 * - `strayed`: the race is right, but the schedule could not be followed.
 */
export type RaceReplayVerdict = 'reproduced' | 'other' | 'gone' | 'strayed';

export interface RaceReplay {
  readonly system: string;
  readonly verdict: RaceReplayVerdict;
  /** Where the run first left the schedule, or why it does not count, in a line; `null`: neither. */
  readonly parted: string | null;
  /** The run, as far as it came; its violation is `null` where the race is right. */
  readonly run: Omit<FoundRace, 'violation'>;
  readonly found: FoundRace['violation'] | null;
}

interface ReplayRaceOptions {
  /** Another of the subject's systems, by name. */
  readonly system?: string | undefined;
  /** How long the system may take for an answer, in milliseconds; by default what the subject says. */
  readonly answerMs?: number | undefined;
  readonly signal?: AbortSignal;
}

/** Replays the race of a trace on its system, or on another system of its subject, in the schedule of the trace. */
export function replayRace(
  subject: AnySubject,
  trace: RaceTrace,
  { system = trace.system, answerMs, signal }: ReplayRaceOptions = {},
): Promise<RaceReplay> {
  const { policies, scope } = trace;
  return onStage(
    subject,
    { system, policies, scope, answerMs, ...modeOf(trace), ...(signal && { signal }) },
    async (where) => {
      await where.stage.admit(actorsOfRace(where.setup.model, trace));
      return { system, ...(await replayOn(where, trace)) };
    },
  );
}

async function replayOn(
  where: RaceSetup<unknown, Command, Outcome, unknown>,
  { before, atOnce, moves, way, violation }: RaceTrace,
): Promise<Omit<RaceReplay, 'system'>> {
  const race = { before, atOnce };
  await warmUp(where, race);
  const {
    run,
    strayed: left,
    judgement,
    isReached,
  } = await repeatWhileStrayed(() => {
    const follower = followMoves(moves);
    return runRaceThen(where, race, follower, async (made, system) => {
      const begins = await findStart(where.setup, before, made.before);
      const counts = begins.length > 0 && made.faults.length === 0;
      const recover = (ends: Parameters<typeof recoverRun>[1]): ReturnType<typeof recoverRun> =>
        recoverRun(where.setup, ends, { system, view: made.view, way });
      return {
        isReached: begins.length > 0,
        run: made,
        strayed: made.faults[0]?.line ?? follower.parted(),
        judgement: counts ? await judgeRun(where.setup, begins, made, recover) : null,
      };
    });
  });
  const replayed = { race, run, preemptions: preemptionsIn(run.choices), recovery: [] };
  const strayed = (parted: string | null): Omit<RaceReplay, 'system'> => ({
    verdict: 'strayed',
    parted,
    run: replayed,
    found: null,
  });
  if (!isReached) return strayed('the commands before the race did not end as the model says');
  if (judgement === null) return strayed(left);
  if (judgement.isOpen) return strayed('the search for an order of the commands had no end');
  const { violation: found, recovery, way: taken } = judgement;
  if (found === null && where.setup.signal?.aborted === true) return strayed('the replay was interrupted');
  if (found === null) return left === null ? { ...strayed(null), verdict: 'gone' } : strayed(left);
  return {
    verdict: sameRaceFinding(found, violation) ? 'reproduced' : 'other',
    parted: left,
    run: { ...replayed, recovery, ...(taken !== undefined && { way: taken }) },
    found,
  };
}
