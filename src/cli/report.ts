import type { CampaignReport } from '../overnight/campaign-report.ts';
import { readCampaignReport } from '../overnight/read-campaign-report.ts';
import { renderCampaign } from '../report/campaign.ts';
import { subjects } from '../subjects/index.ts';
import { exitCode, exitOf } from './exit.ts';
import { printJson, printLines } from './print.ts';

/** The path of the journal. */
export const journalPath = '.faultbook/overnight.db';

/** `faultbook report`: the exit code. */
export async function reportCommand({ json }: { readonly json?: boolean }): Promise<number> {
  const report = await readCampaignReport(journalPath);
  if (json === true) printJson(report);
  else printLines(renderCampaign(report, subjects));
  return exitCodeOfCampaign(report);
}

/** The exit code of a campaign: a server that cannot be used comes before an inconclusive verdict. */
export function exitCodeOfCampaign({ verdict, jobs }: Pick<CampaignReport, 'verdict' | 'jobs'>): number {
  const isUnusable = jobs.some(({ setAside }) => setAside?.cause === 'environment');
  return isUnusable && verdict !== 'violated' ? exitCode.badUse : exitOf(verdict);
}
