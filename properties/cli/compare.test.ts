import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { errorsIn } from '../database/checks.ts';
import { leases, writeTinyLeases } from './compare/tiny-leases.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/upgrade-a-library.md'), 'utf8');

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-compare-'));
const subject = `${join(import.meta.dirname, 'compare/tiny-leases.ts')}#leases`;
afterAll(() => rmSync(cwd, { recursive: true }));

writeTinyLeases(join(cwd, 'sound'), '1.1.0', null);
writeTinyLeases(join(cwd, 'stale'), '1.0.0', 'the report of a stale worker counts');
writeTinyLeases(join(cwd, 'eager'), '1.2.0', 'maintenance takes back every held job');
writeTinyLeases(join(cwd, 'next'), '2.0.0', null);

function compare(args: string): Promise<Ended> {
  const few = ['--runs', '60', '--length', '20', '--shrink-seconds', '1'];
  return runHere(['compare', 'tiny-leases', ...few, ...args.split(' '), '--subject', subject], { cwd });
}

/** The rows of the table, and the verdict. */
function endOf({ out }: Ended): string[] {
  const lines = out.trimEnd().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('system')));
}

describe('two versions of a library', () => {
  test('without a broken promise differ in none', async () => {
    const compared = await compare('sound sound --system tiny');
    expect({ code: compared.code, err: errorsIn(compared.err) }).toEqual({ code: 0, err: '' });
    expect(compared.out).toBe(
      [
        'tiny-leases 1.1.0 (sound) and 1.1.0 (sound): the same 60 runs of each system on',
        '  both, seed 1',
        '',
        'tiny: no promise is broken by either version',
        '',
        'system  only 1.1.0 (sound) breaks  only 1.1.0 (sound) breaks  both break',
        'tiny    -                          -                          -',
        'holds: tiny-leases 1.1.0 (sound) breaks no promise that 1.1.0 (sound) keeps, in',
        '  60 runs of each system: a sample, no proof',
        '',
      ].join('\n'),
    );
  });

  test('are compared on each system: an upgrade that mends a promise is a success', async () => {
    const compared = await compare('stale sound');
    expect(compared.code).toBe(0);
    expect(compared.out).toMatch(
      /\ntiny: shownHeld is broken by 1\.0\.0 \(stale\), and kept by 1\.1\.0 \(sound\)\n# {2}client /,
    );
    expect(endOf(compared).slice(0, 3)).toEqual([
      'system     only 1.0.0 (stale) breaks  only 1.1.0 (sound) breaks  both break',
      'tiny       shownHeld (6)              -                          -',
      'tiny-once  -                          -                          -',
    ]);
  });

  test('have a violation where the later one breaks a promise', async () => {
    const compared = await compare('sound stale --system tiny');
    expect(compared.code).toBe(1);
    expect(compared.out).toContain('\ntiny: shownHeld is kept by 1.1.0 (sound), and broken by 1.0.0 (stale)');
    expect(endOf(compared).join(' ').replaceAll(/ +/g, ' ')).toContain(
      'violated: tiny-leases 1.0.0 (stale) breaks promises by 1 run on which 1.1.0 (sound) keeps them',
    );
  });

  test('that break a promise alike have no violation', async () => {
    const compared = await compare('stale stale --system tiny');
    expect(compared.code).toBe(0);
    expect(endOf(compared)[1]).toBe('tiny    -                          -                          shownHeld (6)');
  });

  test('that break one promise have a violation where a run breaks the later one alone', async () => {
    const compared = await compare('stale eager --system tiny');
    expect(compared.code).toBe(1);
    expect(endOf(compared)[1]).toMatch(/^tiny +- +shownHeld \(\d\) +shownHeld \(\d\)$/);
    const mended = await compare('eager stale --system tiny');
    expect(mended.code).toBe(0);
    expect(endOf(mended)[1]).toMatch(/^tiny +shownHeld \(\d\) +- +shownHeld \(\d\)$/);
  });

  test('give their differences as JSON', async () => {
    const { code, out } = await compare('stale sound --system tiny --scope medium --runs 200 --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      library: 'tiny-leases',
      before: { version: '1.0.0', folder: join(cwd, 'stale'), label: '1.0.0 (stale)' },
      after: { version: '1.1.0', folder: join(cwd, 'sound') },
      verdict: 'holds',
      skipped: [],
      systems: [
        {
          system: 'tiny',
          broken: [
            {
              brokenIn: 'before',
              counterexample: {
                violation: { name: 'shownHeld' },
                scope: { workers: 3 },
                foundBy: { versions: { 'tiny-leases': '1.0.0' } },
              },
            },
          ],
        },
      ],
    });
  });

  test('are compared by the systems that drive both', async () => {
    const compared = await compare('sound next');
    expect(compared.code).toBe(0);
    expect(compared.out).toContain('\nnot compared, since they do not drive both versions: tiny-once\n');
    const none = await compare('sound next --system tiny-once');
    expect({ code: none.code, err: none.err }).toEqual({
      code: 2,
      err: 'faultbook: no system drives tiny-leases 2.0.0\n',
    });
  });

  test('that are interrupted have no line for the system that was searched', async () => {
    const args = ['compare', 'tiny-leases', 'stale', 'sound', '--system', 'tiny', '--subject', subject];
    const { code, out } = await runHere(args, { cwd, interruptAt: (printed) => printed.includes('seed 1') });
    expect(code).toBe(130);
    expect(out).toMatch(/, seed 1\n\nsystem {2}[^\n]*\ninterrupted before the end\n$/);
  });

  test('may be a tarball, and the copy of the project', async () => {
    execFileSync('tar', ['-czf', join(cwd, 'eager.tgz'), '--transform', 's/^eager/package/', 'eager'], { cwd });
    const home = join(cwd, 'project');
    writeTinyLeases(join(home, 'node_modules/tiny-leases'), '1.1.0', null);
    writeFileSync(join(home, 'package.json'), '{}');
    const args = ['compare', 'tiny-leases', '../eager.tgz', '--system', 'tiny'];
    const { code, out } = await runHere([...args, '--subject', subject], { cwd: home });
    expect(code).toBe(1);
    expect(out).toContain('\ntiny: shownHeld is kept by 1.1.0, and broken by 1.2.0 (../eager.tgz)');
  });
});

describe('a comparison that cannot be made has one line', () => {
  mkdirSync(join(cwd, 'unbuilt'));
  writeFileSync(join(cwd, 'unbuilt/package.json'), '{ "name": "tiny-leases", "version": "1.3.0", "main": "out.js" }');
  mkdirSync(join(cwd, 'other'));
  writeFileSync(join(cwd, 'other/package.json'), '{ "name": "other", "version": "1.0.0", "main": "package.json" }');
  mkdirSync(join(cwd, 'broken'));
  writeFileSync(join(cwd, 'broken/package.json'), '{');

  test.each([
    ['sound', 'the project does not have the npm package tiny-leases: install it, or name two versions'],
    ['unbuilt sound', 'unbuilt has no file out.js, which its package.json names: build it first'],
    ['sound other', 'other has the package other, and not tiny-leases'],
    ['broken sound', 'the package.json of broken cannot be read'],
    ['sound gone.tgz', 'the tarball gone.tgz cannot be read'],
    ['sound no/folder', "'no/folder' is no copy of tiny-leases: it has to be a version such as 12.38.0, a tag such"],
    ['sound sound --system no', "unknown system of tiny-leases 'no'; did you mean 'tiny'? There is: tiny, tiny-once"],
    ['sound sound --scope no', `unknown scope of ${leases.name} 'no'; did you mean`],
    ['sound sound --runs 0', "option '--runs <number>' argument '0' is invalid. It has to be a whole number from 1 to"],
  ])('%s', async (args, line) => {
    const { code, out, err } = await compare(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toContain(line);
  });

  test('for a library that no system drives', async () => {
    const { code, err } = await runHere(['compare', 'pg', '1.0.0', '--subject', subject], { cwd });
    expect({ code, err }).toEqual({
      code: 2,
      err: "faultbook: unknown library 'pg'; did you mean 'tiny-leases'? There is: tiny-leases\n",
    });
  });
});

test('the workflow of the guide compares a release with the tree, in twenty lines', async () => {
  const [, text = ''] = /```yaml\n([^`]*)```/.exec(guide) ?? [];
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  const { jobs } = parse(text) as { jobs: { compare: { steps: { run?: string }[] } } };
  const [, ...args] = jobs.compare.steps.at(-1)?.run?.split(' ') ?? [];
  expect(args.slice(0, 4)).toEqual(['faultbook', 'compare', 'pg-boss', 'latest']);
  // The same flags, for a library that is at hand.
  const flags = [...args.slice(5), '--system', 'tiny', '--subject', subject, '--shrink-seconds', '1', '--runs', '60'];
  const here = join(cwd, 'eager');
  const { code, out } = await runHere(['compare', 'tiny-leases', '../sound', '.', ...flags], { cwd: here });
  expect(code).toBe(1);
  expect(out).toMatch(
    /\n::error title=faultbook compare::violated: tiny-leases 1\.1\.0 \(\.\.\/sound\) and 1\.2\.0 \(\.\): tiny%0A/,
  );
});
