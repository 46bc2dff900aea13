import type { Assignment, CampaignOptions } from './assignment.ts';
import { BadJournal } from './bad-journal.ts';
import { assertCanGoOn } from './configured.ts';
import type { Journal, Campaign } from './journal.ts';
import { replayKept } from './replay-kept.ts';
import { work } from './work.ts';
import type { WorkerSlot } from './worker-slot.ts';
import { openSlot as openProcess } from './worker-slot.ts';

/** Runs a whole campaign. Returns its number in the journal. */
export async function runCampaign(assignment: Assignment, options: CampaignOptions): Promise<number> {
  const { journal, clock } = options;
  return withSlots(options, async (slots) => {
    const replayed = await replayKept(assignment, slots, options);
    const campaign = journal.begin(
      { ...assignment, begunAt: clock.now().toISOString(), jobs: assignment.jobs.map((job) => journal.numberOf(job)) },
      replayed,
    );
    await work(campaign, slots, options);
    return campaign;
  });
}

/** Resumes the last campaign where that was cut off. Throws `BadJournal` where no campaign can be resumed. */
export async function resumeCampaign(options: CampaignOptions): Promise<number> {
  const campaign = campaignToResume(options.journal);
  const jobs = campaign.jobs.map((number) => options.journal.jobOf(number));
  assertCanGoOn(jobs, options.subjects);
  return withSlots(options, async (slots) => {
    await work(campaign.id, slots, options);
    return campaign.id;
  });
}

function campaignToResume(journal: Journal): Campaign {
  const campaign = journal.lastCampaign();
  if (campaign === null)
    throw new BadJournal('there is no campaign to resume: leave out --resume, and give a duration');
  if (campaign.how === null || campaign.how === 'interrupted') return campaign;
  throw new BadJournal(
    `the last campaign has ended (${campaign.how}), and cannot be resumed: leave out --resume, and give a duration`,
  );
}

/** Works with workers, which end when the work is done or the signal aborts. */
async function withSlots<Result>(
  { workers, limits, trail, signal, openSlot = openProcess }: CampaignOptions,
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
