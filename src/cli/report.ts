import type { CampaignReport } from '../overnight/campaign-report.ts';
import { reportCampaign } from '../overnight/campaign-report.ts';
import { readJournal } from '../overnight/open-journal.ts';
import { renderCampaign } from '../report/campaign.ts';
import { subjects } from '../subjects/index.ts';
import { exitCode } from './exit.ts';
import { printJson, printLines } from './print.ts';

/** The path of the journal. */
export const journalPath = '.faultbook/overnight.db';

/** `faultbook report`: the exit code. */
export async function reportCommand({ json }: { readonly json?: boolean }): Promise<number> {
  const journal = readJournal(journalPath);
  try {
    const report = await reportCampaign(journal);
    if (json === true) printJson(report);
    else printLines(renderCampaign(report, subjects));
    return exitCodeOfCampaign(report);
  } finally {
    journal.close();
  }
}

/** The exit code of a campaign: a server that cannot be used comes before an inconclusive verdict. */
export function exitCodeOfCampaign({ verdict, jobs }: Pick<CampaignReport, 'verdict' | 'jobs'>): number {
  if (verdict === 'violated') return exitCode.violation;
  if (jobs.some(({ setAside }) => setAside?.cause === 'environment')) return exitCode.badUse;
  return verdict === 'holds' ? exitCode.success : exitCode.inconclusive;
}
