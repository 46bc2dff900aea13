import { readJournal } from '../overnight/open-journal.ts';
import type { Morning } from '../overnight/morning.ts';
import { reportCampaign } from '../overnight/morning.ts';
import { renderCampaign } from '../report/campaign.ts';
import { subjects } from '../subjects/index.ts';
import { exitCode } from './exit.ts';
import { printJson, printLines } from './print.ts';

/** The path of the journal. */
export const journalPath = '.faultbook/overnight.db';

/** `faultbook morning`: the exit code. */
export async function morningCommand({ json }: { readonly json?: boolean }): Promise<number> {
  const journal = readJournal(journalPath);
  try {
    const morning = await reportCampaign(journal);
    if (json === true) printJson(morning);
    else printLines(renderCampaign(morning, subjects));
    return codeOfMorning(morning);
  } finally {
    journal.close();
  }
}

/** The exit code that goes with the verdict of a campaign. */
export function codeOfMorning({ verdict }: Pick<Morning, 'verdict'>): number {
  return {
    violated: exitCode.violation,
    inconclusive: exitCode.inconclusive,
    holds: exitCode.success,
  }[verdict];
}
