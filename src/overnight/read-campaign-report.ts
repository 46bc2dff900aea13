import type { AnySubject } from '../kernel/subject.ts';
import type { CampaignReport } from './campaign-report.ts';
import { reportCampaign } from './campaign-report.ts';
import { readJournal } from './open-journal.ts';

/**
 * The report of the last campaign of a journal, also while the campaign is under way. The journal is not changed. With its
 * subjects, outcomes that no run has shown count where a subject sets a share (`missing`), and findings of a contract that show
 * only sometimes are no violation. Throws `BadJournal`.
 */
export async function readCampaignReport(
  journalPath: string,
  subjects: readonly Pick<AnySubject, 'name' | 'missing' | 'contract'>[] = [],
): Promise<CampaignReport> {
  const journal = readJournal(journalPath);
  try {
    return await reportCampaign(journal, subjects);
  } finally {
    journal.close();
  }
}
