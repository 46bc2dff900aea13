import { readJournal } from '../overnight/open-journal.ts';
import { morningOf } from '../overnight/morning.ts';
import { codeOfMorning, tellMorning } from './tell-morning.ts';

/** Where the journal lies. */
export const journalPath = '.faultbook/overnight.db';

/** `faultbook morning`: the exit code. */
export async function morningCommand({ json }: { readonly json?: boolean }): Promise<number> {
  const journal = readJournal(journalPath);
  try {
    const morning = await morningOf(journal);
    if (json === true) console.log(JSON.stringify(morning, null, 2));
    else for (const line of tellMorning(morning)) console.log(line);
    return codeOfMorning(morning);
  } finally {
    journal.close();
  }
}
