import type { Collection } from '../collection.ts';
import type { Copy } from '../copy.ts';
import type { PlantedBug } from '../planted-bug.ts';
import { filesIn } from '../sql/suites.ts';
import { structureBugs } from './bugs.ts';

const limitMs = 600_000;

export const structure: Collection = {
  name: 'structure',
  about:
    'A change to a model for each invariant that no policy protects. `explore` has to violate that invariant, and no other, with all policies on.',
  bugs: () => structureBugs,
  unfound: [],
  involved: (root, { subject }) =>
    filesIn(
      root,
      `src/{kernel,explore,model/${subject}}/**/*.ts`,
      `src/subjects/${subject}{*.ts,/*.ts}`,
      'properties/planted/structure/{find,violated-in}.ts',
      'properties/subjects/worlds.ts',
    ),
  async prepare(_root, copy, bugs) {
    for (const bug of bugs) {
      const violated = await violatedInCopy(copy, bug);
      if (violated !== '[]') throw new Error(`without a bug the model of ${bug.subject} violates ${violated}`);
    }
    return async (patched, bug) => {
      const violated = await violatedInCopy(patched, bug);
      return violated === JSON.stringify([bug.breaks]) ? `explore: ${bug.breaks}` : null;
    };
  },
};

/** The violated invariants as JSON; `null` where the exploration does not end. */
async function violatedInCopy(copy: Copy, { breaks }: PlantedBug): Promise<string | null> {
  return (await copy.runScript('properties/planted/structure/find.ts', [breaks], limitMs))?.trim() ?? null;
}
