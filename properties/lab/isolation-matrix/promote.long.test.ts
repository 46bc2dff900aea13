import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedParts } from '../../../src/corpus/promoted/spec.ts';
import { clone, here } from '../../cli/clone.ts';
import { runLabProcess } from '../run-lab.ts';

const folder = 'failure_modes/FM_106_write_skew';
const trace = readFileSync(join(here, folder, 'trace.json'), 'utf8');

function read(root: string, path: string): string {
  return readFileSync(join(root, folder, path), 'utf8');
}

test('a trace of statements becomes a failure mode, tested on a real server', async () => {
  const root = clone();
  writeFileSync(join(root, 'found.json'), trace);
  const title = 'Write skew under snapshot isolation';
  const args = ['matrix:promote', 'found.json', '--name', 'write_skew', '--number', '106', '--title', title];
  const { code, out } = await runLabProcess(args, { cwd: root, root });
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringContaining('\n10 tests passed: INV_101 is violated by'),
  });
  for (const path of ['scenario.ts', 'trace.json', 'tests/repro_fm106.test.ts', 'tests/prevent_fm106.test.ts'])
    expect(read(root, path)).toBe(read(here, path));
  expect(generatedParts(read(root, 'spec.md'))).toEqual(generatedParts(read(here, 'spec.md')));
  expect(readFileSync(join(root, 'docs/failure_mode_index.md'), 'utf8')).toContain('| 6 statements |');
});

test('nothing is written for a trace without its violation or of an unknown cell', async () => {
  const root = clone();
  // One who is at it after the other is told that nothing is left.
  const { steps, ...rest } = JSON.parse(trace) as { steps: { who: string; statement: string }[] };
  const inTurn = ['T1', 'T2'].flatMap((who) => steps.filter((step) => step.who === who));
  const serial = inTurn.filter(({ who, statement }) => who === 'T1' || !statement.startsWith('INSERT'));
  writeFileSync(join(root, 'gone.json'), JSON.stringify({ ...rest, steps: serial }));
  writeFileSync(join(root, 'other.json'), trace.replace('check then insert', 'hope'));
  for (const [file, message] of [
    ['gone.json', /gone\.json does not show INV_101 on Postgres any more: there is nothing to promote\n$/],
    ['other.json', /other\.json does not fit: booking has no pattern 'hope'/],
  ] as const) {
    const { code, out, err } = await runLabProcess(['matrix:promote', file, '--name', 'skew'], { cwd: root, root });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  }
  expect(readdirSync(join(root, 'failure_modes')).filter((name) => name.startsWith('FM_1'))).toEqual([]);
  expect(existsSync(join(root, '.faultbook'))).toBe(false);
});
