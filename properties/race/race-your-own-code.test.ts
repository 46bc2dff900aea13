import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../examples/race-a-pool/faultbook.config.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/guide/race-your-own-code.md'), 'utf8');

test.each(['app.ts', 'faultbook.config.ts'])('the guide has %s as it is in the example', (name) => {
  const source = readFileSync(join(root, 'examples/race-a-pool', name), 'utf8')
    .replaceAll("'../../src/index.ts'", "'faultbook'")
    .replaceAll("'../../src/real/database/index.ts'", "'faultbook/postgres'");
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\`\n`);
});

test('the example is wrong in the second schedule of two at once, as the guide says', async () => {
  const [seat] = config.subjects;
  if (seat === undefined) throw new Error('the example has no subject');
  const { found, certificate } = await onStage(seat, { system: 'postgres', policies: {}, scope: {} }, (where) =>
    exploreRaces(where, { depth: 3, preemptions: 1 }),
  );
  expect(found?.run.steps.map(({ actor }) => actor)).toEqual(['ann', 'bob', 'bob', 'bob', 'ann', 'ann']);
  expect(certificate).toMatchObject({ kind: 'minimal', schedules: 2 });
});
