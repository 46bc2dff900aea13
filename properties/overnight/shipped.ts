import { shippedProject } from '../../src/cli/project.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { runCampaign } from '../../src/overnight/campaign.ts';
import type { Job } from '../../src/overnight/job.ts';
import { jobsOf } from '../../src/overnight/job.ts';
import { subjects } from '../../src/subjects/index.ts';
import { setUp } from './campaigns.ts';

/** One round of these jobs of the subjects as they are shipped, on SQLite, from the same seeds each time. */
export async function campaignOf(
  isWanted: (job: Job) => boolean,
): Promise<CampaignReport & { notices: readonly string[] }> {
  const { folder, journal, notices, options } = setUp();
  const jobs = subjects.flatMap((subject) => jobsOf(subject, { systems: ['sqlite'], policies: allPolicies(subject) }));
  const assignment = { jobs: jobs.filter(isWanted), budget: { rounds: 1 }, folder, leftOut: [] };
  const limits = { stallMs: 60_000, memoryMb: 1000 };
  // Seeds are derived from the journal's origin, which is different in every journal.
  await runCampaign(assignment, {
    ...options,
    subjects: shippedProject().subjects,
    limits,
    journal: { ...journal, origin: 'shipped' },
  });
  return { ...(await reportCampaign(journal)), notices };
}
