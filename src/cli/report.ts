import { findCampaignLimits } from '../overnight/campaign-limits.ts';
import type { CampaignReport } from '../overnight/campaign-report.ts';
import { readCampaignReport } from '../overnight/read-campaign-report.ts';
import { renderCampaign } from '../report/campaign.ts';
import { everySubjectOf } from './choose.ts';
import { exitCode, exitOf } from './exit.ts';
import { printJson, printLines } from './print.ts';
import type { Project } from './project.ts';
import { shortTrace } from './trace-file.ts';

/** The path of the journal. */
export const journalPath = '.faultbook/overnight.db';

/** `faultbook report`: the exit code. */
export async function reportCommand(project: Project, { json }: { readonly json?: boolean }): Promise<number> {
  const read = await readCampaignReport(journalPath, everySubjectOf(project));
  const report = { ...read, limits: await findCampaignLimits(read, everySubjectOf(project)) };
  if (json === true) printJson(report);
  else printLines(renderCampaign(report, everySubjectOf(project), (path) => shortTrace(project, path)));
  return exitCodeOfCampaign(report);
}

/** The exit code of a campaign: a server that cannot be used comes before an inconclusive verdict. */
export function exitCodeOfCampaign({ verdict, jobs }: Pick<CampaignReport, 'verdict' | 'jobs'>): number {
  const isUnusable = jobs.some(({ setAside }) => setAside?.cause === 'environment');
  return isUnusable && verdict !== 'violated' ? exitCode.badUse : exitOf(verdict);
}
