import { expect, test } from 'vitest';
import { plantedRaces } from './bugs.ts';
import type { FoundShortest, PlantedRace } from './planted-race.ts';
import { racedPrograms } from './programs/bugs.ts';

const head = `# Planted races

Each of these bugs is planted alone in the real queue or the real booking on Postgres ([queue.ts](../../properties/planted/race/queue.ts), [booking.ts](../../properties/planted/race/booking.ts)). \`faultbook check --system postgres\`, 300 runs of commands one after the other, finds none of them. \`faultbook race\` takes the races of a scope in their order, and ends at the smallest race that is wrong. A dash among the checks: left out, for the reason below the table. A dash among the figures: the search through all smaller races takes an hour and more, and only the race itself is run ([more-than-pairs.test.ts](../../properties/race/more-than-pairs.test.ts)).

- **Schedules**: all that were run until then, of the smaller races too.
- **At once**: the commands of different actors at the same time, or the use cases.
- **Before**: the commands before them.
- **Steps**: the statements and commits of the race.

\`npx vitest run --mode long properties/race/planted.long.test.ts\` runs all of them and holds the figures; \`npx vitest run properties/planted/race --update\` writes this page.

`;

const small = `## Small programs

These bugs need what the queue and booking do not have: triggers, foreign keys, other isolation levels, three sessions, connections that are cut ([programs/bugs.ts](../../properties/planted/race/programs/bugs.ts)). Each program stands beside the same program mended, whose races hold. The two that need a cut are right without one, and the two that need three sessions are right with two of them. \`npx vitest run --mode long properties/planted/race/programs\` holds the figures.

`;

function figuresOf({ schedules, before, steps, preemptions, violation }: FoundShortest): (string | number)[] {
  return [schedules.toLocaleString('en'), before, steps, preemptions, `\`${violation}\``];
}

function rowOf({ name, subject, atOnce = 2, useCases, whyUnchecked, shortest }: PlantedRace): string {
  const verdict = whyUnchecked === undefined ? 'holds' : '–';
  const atSameTime = `${atOnce} ${useCases === true ? 'use cases' : 'commands'}`;
  const found = shortest === null ? ['–', '–', '–', '–', '–'] : figuresOf(shortest);
  const cells = [name, subject, verdict, atSameTime, ...found];
  return `| ${cells.join(' | ')} |`;
}

test('the page of planted races has a row for each bug', async () => {
  const unchecked = plantedRaces.flatMap(({ name, whyUnchecked }) =>
    whyUnchecked === undefined ? [] : [`Not checked: ${name}, since ${whyUnchecked}.`],
  );
  const table = [
    '| bug | subject | check | at once | schedules | before | steps | preemptions | violation |',
    '|---|---|---|---|---:|---:|---:|---:|---|',
    ...plantedRaces.map(rowOf),
  ];
  const programs = [
    '| bug of a small program | needs | at once | schedules | steps |',
    '|---|---|---:|---:|---:|',
    ...racedPrograms.map(
      ({ name, needs, atOnce, shortest: { schedules, steps } }) =>
        `| ${[name, needs, atOnce, schedules, steps].join(' | ')} |`,
    ),
  ];
  const page = `${head}${table.join('\n')}\n\n${unchecked.join('\n')}\n\n${small}${programs.join('\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../../docs/explanation/planted-races.md');
});

test('at least 20 bugs are planted, each with a name of its own', () => {
  expect(new Set(plantedRaces.map(({ name }) => name)).size).toBe(plantedRaces.length);
  expect(plantedRaces.length).toBeGreaterThanOrEqual(20);
});
