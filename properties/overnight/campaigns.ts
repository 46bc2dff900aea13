import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CampaignOptions } from '../../src/overnight/assignment.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { runCampaign } from '../../src/overnight/campaign.ts';
import type { Journal } from '../../src/overnight/journal.ts';
import { openJournal } from '../../src/overnight/open-journal.ts';
import { assignmentOf, optionsFor } from './campaign-options.ts';
import { openSlotHere } from './slot-here.ts';

export interface Set {
  readonly folder: string;
  readonly journal: Journal;
  readonly notices: string[];
  readonly options: CampaignOptions;
}

/**
 * A journal in a folder of its own, and the options of a campaign with this journal. The batches run in this process:
 * the start of another takes longer than their work. `inProcesses`: each worker is a process, as for a user.
 */
export function setUp(
  folder: string = mkdtempSync(join(tmpdir(), 'faultbook-campaign-')),
  { workers = 1, inProcesses = false }: { readonly workers?: number; readonly inProcesses?: boolean } = {},
): Set {
  const opened = openJournal(join(folder, 'overnight.db'));
  let isOpen = true;
  const journal: Journal = {
    ...opened,
    close() {
      // A test may close a journal that another campaign then goes on with.
      if (isOpen) opened.close();
      isOpen = false;
    },
  };
  const notices: string[] = [];
  onTestFinished(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const options = {
    ...optionsFor(folder, journal, (line) => notices.push(line)),
    workers,
    ...(!inProcesses && { openSlot: openSlotHere }),
  };
  return { folder, journal, notices, options };
}

/** Runs a campaign, and reads its report. */
export async function spend(
  set: Set,
  systems: readonly string[],
  rounds: number,
  how: Parameters<typeof assignmentOf>[3] = {},
): Promise<CampaignReport> {
  await runCampaign(assignmentOf(set.folder, systems, rounds, how), set.options);
  return reportCampaign(set.journal);
}
