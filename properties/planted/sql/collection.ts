import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../../src/real/database/postgres-server.ts';
import type { Collection, Find } from '../collection.ts';
import type { Copy } from '../copy.ts';
import type { PlantedBug } from '../planted-bug.ts';
import { withHelpers } from '../test-helpers.ts';
import { expectedSurvivors } from './expected.ts';
import { mutationsOf } from './mutations.ts';
import type { Plan } from './suites.ts';
import { filesIn, planOf, redTestIn, suitesOf } from './suites.ts';

/** The SQL of the real subjects on SQLite. */
export const sqlFolders = 'src/real/{queue,booking,authority}/sqlite';

/** So many suites that were red last run before all others: they are likely to notice the next bug, which is near. */
const mostSuspects = 3;

export const sql: Collection = {
  name: 'sql',
  about:
    'Each condition and each constraint in the SQL of the subjects on SQLite, taken away. A test of the subject has to be red.',
  bugs: (root) => filesIn(root, `${sqlFolders}/*.ts`).flatMap((file) => bugsIn(root, file)),
  unfound: expectedSurvivors,
  involved: (root, { subject }) => [
    ...filesIn(root, `src/{model,real}/${subject}/**/*.ts`, 'src/real/database/*.ts'),
    ...withHelpers(root, suitesOf(root, subject)),
  ],
  prepare,
};

function bugsIn(root: string, file: string): PlantedBug[] {
  const [, , subject = ''] = file.split('/');
  return mutationsOf(readFileSync(join(root, file), 'utf8')).map(({ place, removed, at, replaces, by }) => ({
    name: `without ${removed}`,
    subject,
    breaks: place,
    patch: { file, at, replaces, by },
  }));
}

async function prepare(root: string, copy: Copy, bugs: readonly PlantedBug[]): Promise<Find> {
  // One server for all runs of suites. It ends with this process.
  process.env['DATABASE_URL'] ??= (await startPostgres()).url;
  const plans = new Map<string, Plan>();
  for (const subject of new Set(bugs.map((bug) => bug.subject))) plans.set(subject, await planOf(root, copy, subject));
  const suspects = new Map<string, string[]>();
  return async (patched, bug) => {
    const plan = plans.get(bug.subject);
    if (plan === undefined) throw new RangeError(`the suites of ${bug.subject} were not run without a bug`);
    const first = suspects.get(bug.subject) ?? [];
    const stages = first.length === 0 ? plan.stages : [first, ...plan.stages];
    const foundBy = await redTestIn(patched, bug, { ...plan, stages });
    const [suite = ''] = foundBy?.split(': ') ?? [];
    const latest = suspects.get(bug.subject) ?? [];
    if (suite.endsWith('.ts')) suspects.set(bug.subject, [...new Set([suite, ...latest])].slice(0, mostSuspects));
    return foundBy;
  };
}
