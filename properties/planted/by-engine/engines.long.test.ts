import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCopy } from '../copy.ts';
import { systemBugs } from '../system-bugs.ts';
import { engineNames } from './engines.ts';
import { searchesFor, searchIn } from './search.ts';

const copy = openCopy(join(import.meta.dirname, '../../..'));
afterAll(() => copy.close());

const bugs = new Set([
  'a job is released once more after its last attempt',
  'a hold lasts for milliseconds, not for seconds',
]);
const searches = searchesFor(
  systemBugs.filter(({ name }) => bugs.has(name)),
  engineNames,
  { seeds: 1 },
);
const limits = { runs: 300, limitMs: 600_000 };

test.each(searches)('$engine finds on $system, and not without it: $bug.name', async (search) => {
  expect(await searchIn(copy, search, limits)).toMatchObject({ verdict: 'notFound' });
  const found = await copy.withPatch(search.bug.patch, () => searchIn(copy, search, limits));
  expect(found).toMatchObject({ verdict: 'found', by: expect.any(String), length: expect.any(Number) });
});
