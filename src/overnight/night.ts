import type { Assignment, NightOptions } from './assignment.ts';
import { BadJournal } from './bad-journal.ts';
import { assertCanGoOn } from './configured.ts';
import type { Lane } from './crew.ts';
import { openLane } from './crew.ts';
import type { Journal, Night } from './journal.ts';
import { replayKept } from './replay-kept.ts';
import { work } from './work.ts';

/** Runs a whole campaign. Returns its number in the journal. */
export async function spendNight(assignment: Assignment, options: NightOptions): Promise<number> {
  const { journal, clock } = options;
  return withLanes(options, async (lanes) => {
    const replayed = await replayKept(assignment, lanes, options);
    const night = journal.begin(
      { ...assignment, begunAt: clock.now().toISOString(), jobs: assignment.jobs.map((job) => journal.numberOf(job)) },
      replayed,
    );
    await work(night, lanes, options);
    return night;
  });
}

/** Resumes the last campaign where that was cut off. Throws `BadJournal` where no campaign can be resumed. */
export async function resumeNight(options: NightOptions): Promise<number> {
  const night = nightToResume(options.journal);
  const jobs = night.jobs.map((number) => options.journal.jobOf(number));
  assertCanGoOn(jobs, options.subjects);
  return withLanes(options, async (lanes) => {
    await work(night.id, lanes, options);
    return night.id;
  });
}

function nightToResume(journal: Journal): Night {
  const night = journal.lastNight();
  if (night === null) throw new BadJournal('there is no campaign to resume: leave out --resume, and give a duration');
  if (night.how === null || night.how === 'interrupted') return night;
  throw new BadJournal(
    `the last campaign has ended (${night.how}), and cannot be resumed: leave out --resume, and give a duration`,
  );
}

/** Works with worker processes, which end when the work is done or the signal aborts. */
async function withLanes<Result>(
  { workers, limits, trail, signal }: NightOptions,
  use: (lanes: readonly Lane[]) => Promise<Result>,
): Promise<Result> {
  const lanes = Array.from({ length: workers }, (_, worker) => openLane(limits, trail(worker)));
  const stop = (): void => {
    for (const lane of lanes) lane.stop();
  };
  signal.addEventListener('abort', stop);
  try {
    return await use(lanes);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
