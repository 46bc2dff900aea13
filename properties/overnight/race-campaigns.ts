import { join } from 'node:path';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { CampaignOptions } from '../../src/overnight/assignment.ts';
import type { Batch } from '../../src/overnight/batch.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign, runCampaign } from '../../src/overnight/campaign.ts';
import { raceJobsOf } from '../../src/overnight/race-jobs.ts';
import type { RacesDone } from '../../src/overnight/race-tally.ts';
import type { BatchOutcome } from '../../src/overnight/worker-slot.ts';
import { toyShow } from '../race/toy-show.ts';
import type { Set } from './campaigns.ts';
import { setUp } from './campaigns.ts';
import { openSlotHere } from './slot-here.ts';

/** What becomes of a batch before it is run; `null`: it is run. */
export type Meets = (batch: Batch) => BatchOutcome | null;

export interface RaceSet extends Set {
  /** The batches that were run, in the order in which they ended. */
  readonly batches: Batch[];
  /** The next campaign of the journal on a program of the toy show. */
  spend(system: string, rounds: number): Promise<CampaignReport>;
  resume(): Promise<CampaignReport>;
}

const module = new URL('../race/toy-show.ts', import.meta.url).href;

/** Campaigns of races alone, on a show in this process that needs no database. `workers` work by turns. */
export function setUpRaces({
  folder,
  meets = () => null,
  signal = new AbortController().signal,
  origin = 'here',
}: {
  readonly folder?: string;
  readonly meets?: Meets;
  readonly signal?: AbortSignal;
  readonly origin?: string;
} = {}): RaceSet {
  const set = setUp(folder);
  const batches: Batch[] = [];
  const options: CampaignOptions = {
    ...set.options,
    journal: { ...set.journal, origin },
    subjects: [{ subject: toyShow, source: { module, exportName: 'toyShow' } }],
    signal,
    openSlot(...how) {
      const slot = openSlotHere(...how);
      return {
        ...slot,
        async do(batch) {
          const outcome = meets(batch) ?? (await slot.do(batch));
          if (outcome.type === 'done') batches.push(batch);
          return outcome;
        },
      };
    },
  };
  return {
    ...set,
    options,
    batches,
    async spend(system, rounds) {
      const how = {
        systems: [system],
        policies: allPolicies(toyShow),
        races: { depth: 1, preemptions: 1, useCases: false },
      };
      const jobs = raceJobsOf(toyShow, how);
      const rest = { folder: join(set.folder, 'counterexamples'), leftOut: [] };
      await runCampaign({ jobs, budget: { rounds }, ...rest }, options);
      return reportCampaign(set.journal);
    },
    async resume() {
      await resumeCampaign(options);
      return reportCampaign(set.journal);
    },
  };
}

/** The races of a job; fails where there are none. */
export function racesDoneBy(job: CampaignReport['jobs'][number] | undefined): RacesDone {
  if (job === undefined || job.raced === null) throw new Error('the races of the job were not counted');
  return job.raced;
}
