import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import { runHere } from '../cli/in-process.ts';
import { aTrace } from '../corpus/traces.ts';
import { unwrapped } from '../report/text.ts';

// What is no file gives nothing for ever, or something without an end.

const root = mkdtempSync(join(tmpdir(), 'faultbook-no-file-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'in-'));
});

type Make = (path: string) => void;
const makers: readonly (readonly [what: string, make: Make])[] = [
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ['a device', (path) => symlinkSync('/dev/zero', path)],
  ['a folder', (path) => mkdirSync(path)],
];

describe.skipIf(process.platform === 'win32').each(makers)('%s', (what, make) => {
  test.each(['replay', 'promote'])('as the trace of %s is refused in one line', async (command) => {
    make(join(folder, 'x.json'));
    const flags = command === 'promote' ? ['--name', 'a_name'] : [];
    const { code, out, err } = await runHere([command, 'x.json', ...flags], { cwd: folder });
    expect([code, out, err]).toEqual([2, '', `faultbook: x.json is ${what}: a trace is a file\n`]);
  });

  test.each(['', '.lock', '-wal', '-shm', '-journal'])(
    'as a journal, at overnight.db%s, is refused',
    async (beside) => {
      mkdirSync(join(folder, '.faultbook'));
      if (beside !== '') writeFileSync(join(folder, '.faultbook/overnight.db'), '');
      make(join(folder, `.faultbook/overnight.db${beside}`));
      const refused = `faultbook: .faultbook/overnight.db${beside} is ${what} and no file: move it away\n`;
      for (const args of [['report'], ['overnight', '--resume'], ['overnight', 'queue', '--rounds', '1']])
        expect(await runHere(args, { cwd: folder })).toEqual({ code: 2, out: '', err: refused });
    },
  );

  test('among the counterexamples is named, and the check goes on', async () => {
    mkdirSync(join(folder, 'counterexamples'));
    make(join(folder, 'counterexamples/a.json'));
    writeFileSync(join(folder, 'counterexamples/b.json'), traceText(aTrace()));
    const { code, out, err } = await runHere(['check', 'queue', '--runs', '20'], { cwd: folder });
    expect(unwrapped(out)).toContain(`counterexamples/a.json cannot be read: it is ${what}: a trace is a file`);
    expect(err).not.toContain('faultbook:');
    expect(code).not.toBe(2);
  });
});

test('a campaign that is resumed in a folder without a journal leaves the folder empty', async () => {
  const { code, err } = await runHere(['overnight', '--resume'], { cwd: folder });
  expect([code, err]).toEqual([
    2,
    'faultbook: there is no journal .faultbook/overnight.db: faultbook overnight begins one\n',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});
