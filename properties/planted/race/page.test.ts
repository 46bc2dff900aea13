import { expect, test } from 'vitest';
import { plantedRaces } from './bugs.ts';
import type { PlantedRace } from './planted-race.ts';

const head = `# Planted races

Each of these bugs is planted alone in the real queue or the real booking on Postgres ([bugs.ts](../../properties/planted/race/bugs.ts)). \`faultbook check --system postgres\`, 300 runs of commands one after the other, finds none of them. \`faultbook race\` takes the races of a scope in their order, and ends at the smallest race that is wrong. A dash: the check is left out, for the reason below the table.

- **Schedules**: all that were run until then, of the smaller races too.
- **Before**: the commands before the two commands at the same time.
- **Steps**: the statements and commits of the race.

\`npx vitest run --mode long properties/race/planted.long.test.ts\` runs all of them and holds the figures; \`npx vitest run properties/planted/race --update\` writes this page.

`;

function rowOf({ name, subject, whyUnchecked, shortest }: PlantedRace): string {
  const { schedules, before, steps, preemptions, violation } = shortest;
  const verdict = whyUnchecked === undefined ? 'holds' : '–';
  const cells = [
    name,
    subject,
    verdict,
    schedules.toLocaleString('en'),
    before,
    steps,
    preemptions,
    `\`${violation}\``,
  ];
  return `| ${cells.join(' | ')} |`;
}

test('the page of planted races has a row for each bug', async () => {
  const unchecked = plantedRaces.flatMap(({ name, whyUnchecked }) =>
    whyUnchecked === undefined ? [] : [`Not checked: ${name}. ${whyUnchecked}.`],
  );
  const table = [
    '| bug | subject | check | schedules | before | steps | preemptions | violation |',
    '|---|---|---|---:|---:|---:|---:|---|',
    ...plantedRaces.map(rowOf),
  ];
  const page = `${head}${table.join('\n')}\n\n${unchecked.join('\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../../docs/explanation/planted-races.md');
});

test('at least 20 bugs are planted, each with a name of its own', () => {
  expect(new Set(plantedRaces.map(({ name }) => name)).size).toBe(plantedRaces.length);
  expect(plantedRaces.length).toBeGreaterThanOrEqual(20);
});
