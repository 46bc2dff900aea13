import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownFindings } from '../hunt/known.ts';
import { reproductions } from './reproductions.ts';

const folder = join(import.meta.dirname, '../../../examples/reproductions');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.mjs'));

test('each script is run by a test', () => {
  expect(scripts.toSorted()).toEqual(reproductions.map(({ script }) => script).toSorted());
});

test('each script shows a known finding, in the same versions', () => {
  const shown = reproductions.map(({ script, library, bad, good }) => ({
    script,
    library,
    shownIn: bad.version,
    mendedIn: good?.version ?? null,
  }));
  const known = knownFindings.map(({ script, library, shownIn, mendedIn }) => ({ script, library, shownIn, mendedIn }));
  const byScript = (a: { readonly script: string }, b: { readonly script: string }) => a.script.localeCompare(b.script);
  expect(known.toSorted(byScript)).toEqual(shown.toSorted(byScript));
});

test.each(reproductions)('$script is short, uses no part of Faultbook, and names its versions', (one) => {
  const lines = readFileSync(join(folder, one.script), 'utf8').trim().split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('//')).length).toBeLessThanOrEqual(17);
  const imports = lines.flatMap((line) => /^import .* from '(.*)';$/.exec(line)?.[1] ?? []);
  expect(['pg', 'ioredis', one.library]).toEqual(expect.arrayContaining(imports));
  const comments = lines.filter((line) => line.startsWith('//')).join(' ');
  expect(comments).toContain(one.bad.version);
  expect(comments.includes('mended in')).toBe(one.good !== null);
  expect(comments).toContain(one.good?.version ?? one.bad.version);
});
