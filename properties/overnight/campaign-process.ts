import { join } from 'node:path';
import { resumeCampaign, runCampaign } from '../../src/overnight/campaign.ts';
import { openJournal } from '../../src/overnight/open-journal.ts';
import { assignmentOf, optionsFor } from './campaign-options.ts';

/** A night as a process of its own, which can be killed: `node night-process.ts <folder> <rounds> <system…>`; goes on where it was cut off. */
const [folder = '', rounds = '1', ...systems] = process.argv.slice(2);
const journal = openJournal(join(folder, 'overnight.db'));
const options = optionsFor(folder, journal, () => undefined);
if (journal.lastCampaign() === null) {
  await runCampaign(assignmentOf(folder, systems, Number(rounds), { strategies: ['random', 'explore'] }), options);
} else await resumeCampaign(options);
journal.close();
