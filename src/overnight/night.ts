import type { Assignment, NightOptions } from './assignment.ts';
import { BadJournal } from './bad-journal.ts';
import { assertCanGoOn } from './configured.ts';
import type { WorkerSlot } from './crew.ts';
import { openSlot } from './crew.ts';
import type { Journal, Night } from './journal.ts';
import { replayKept } from './replay-kept.ts';
import { work } from './work.ts';

/** Runs a whole campaign. Returns its number in the journal. */
export async function spendNight(assignment: Assignment, options: NightOptions): Promise<number> {
  const { journal, clock } = options;
  return withSlots(options, async (slots) => {
    const replayed = await replayKept(assignment, slots, options);
    const night = journal.begin(
      { ...assignment, begunAt: clock.now().toISOString(), jobs: assignment.jobs.map((job) => journal.numberOf(job)) },
      replayed,
    );
    await work(night, slots, options);
    return night;
  });
}

/** Resumes the last campaign where that was cut off. Throws `BadJournal` where no campaign can be resumed. */
export async function resumeNight(options: NightOptions): Promise<number> {
  const night = nightToResume(options.journal);
  const jobs = night.jobs.map((number) => options.journal.jobOf(number));
  assertCanGoOn(jobs, options.subjects);
  return withSlots(options, async (slots) => {
    await work(night.id, slots, options);
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
async function withSlots<Result>(
  { workers, limits, trail, signal }: NightOptions,
  use: (slots: readonly WorkerSlot[]) => Promise<Result>,
): Promise<Result> {
  const slots = Array.from({ length: workers }, (_, worker) => openSlot(limits, trail(worker)));
  const stop = (): void => {
    for (const slot of slots) slot.stop();
  };
  signal.addEventListener('abort', stop);
  try {
    return await use(slots);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
