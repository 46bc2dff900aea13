import type { CampaignReport } from './campaign-report.ts';
import { reportCampaign } from './campaign-report.ts';
import { readJournal } from './open-journal.ts';

/**
 * The report of the last campaign of a journal, also while the campaign is under way. The journal is not changed. Throws
 * `BadJournal`.
 */
export async function readCampaignReport(journalPath: string): Promise<CampaignReport> {
  const journal = readJournal(journalPath);
  try {
    return await reportCampaign(journal);
  } finally {
    journal.close();
  }
}
