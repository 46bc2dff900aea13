import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { writeWhole } from '../../src/cli/whole-output.ts';
import { asReadOnly, writeAtomically } from '../../src/corpus/write-atomically.ts';
import { journalError } from '../../src/overnight/bad-journal.ts';
import { runHere } from '../cli/in-process.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-disk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'in-'));
});

const entry = join(import.meta.dirname, '../../bin/faultbook.js');

const trace = join(import.meta.dirname, '../../failure_modes/FM_001_duplicate_retry/trace.json');

/** Replays a trace, as JSON, to a file, in a process that may write no file of more than so many blocks of 512 bytes. */
function replayWithin(blocks: string, file: string): { code: number | null; err: string } {
  const command = `ulimit -f ${blocks}; exec "$0" "$1" replay "$2" --json > "$3"`;
  // What it compiles would be cut off as well.
  const env = { ...process.env, NODE_COMPILE_CACHE: '' };
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, entry, trace, file], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { code: status, err: stderr };
}

describe.skipIf(process.platform === 'win32')('standard output', () => {
  test('that takes only a part of what is printed ends in one line and exit code 2', () => {
    const file = join(folder, 'out.txt');
    expect(replayWithin('unlimited', file)).toEqual({ code: 1, err: '' });
    const whole = statSync(file).size;
    expect(whole).toBeGreaterThan(4096);
    const { code, err } = replayWithin('8', file);
    expect([code, err]).toEqual([2, expect.stringMatching(/^faultbook: the output cannot be written: EFBIG[^\n]*\n$/)]);
    expect(statSync(file).size).toBeLessThan(whole);
  });

  test.skipIf(!existsSync('/dev/full'))('on a full disk ends in one line and exit code 2', () => {
    const { code, err } = replayWithin('unlimited', '/dev/full');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^faultbook: the output cannot be written: ENOSPC[^\n]*\n$/),
    ]);
  });
});

test('what is written in pieces is written whole, or not at all in silence', () => {
  const taken: number[] = [];
  const take = (most: number) => (bytes: Uint8Array) => {
    taken.push(...bytes.subarray(0, most));
    return Math.min(most, bytes.length);
  };
  writeWhole(Uint8Array.of(1, 2, 3, 4, 5), take(2));
  expect(taken).toEqual([1, 2, 3, 4, 5]);
  expect(() => writeWhole(Uint8Array.of(1), take(0))).toThrow('no byte was taken');
});

describe('a file that is written', () => {
  test('takes the place of the one before at once, and leaves nothing beside it', async () => {
    const path = join(folder, 'graph.dot');
    writeFileSync(path, 'before');
    const before = statSync(path).ino;
    const { code } = await runHere(['explore', 'queue', '--workers-in-model', '1', '--faults', '0', '--dot', path], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^digraph[^]*\}\n$/);
    expect(statSync(path).ino).not.toBe(before);
    expect(readdirSync(folder)).toEqual(['graph.dot']);
  });

  test('is the one that a link leads to', async () => {
    writeFileSync(join(folder, 'there'), 'before');
    symlinkSync('there', join(folder, 'link'));
    await writeAtomically(join(folder, 'link'), 'after');
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('after');
  });

  test.skipIf(!existsSync('/dev/full'))('is never one in the place of a device or a folder', async () => {
    await expect(writeAtomically('/dev/full', 'text')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
    await expect(writeAtomically(folder, 'text')).rejects.toMatchObject({ code: 'EISDIR' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(writeAtomically(join(folder, 'pipe'), 'text')).rejects.toThrow(/pipe is a pipe and no file$/);
    expect(readdirSync(folder)).toEqual(['pipe']);
  });
});

describe('a read-only folder', () => {
  test.each(['EROFS', 'EACCES', 'EPERM'])('is called so where the system says %s', (code) => {
    const refused = Object.assign(new Error(`${code}: no, mkdir 'x'`), { code });
    expect(asReadOnly('/there', refused)).toMatchObject({
      message: `/there is read-only (${code}: no, mkdir 'x')`,
      code,
    });
    expect(journalError('/nowhere/at/all/overnight.db', refused).message).toMatch(
      /^\/nowhere\/at\/all\/overnight\.db cannot be written \([^\n]*\): \/nowhere\/at is read-only, or does not exist/,
    );
  });

  test('is not what is wrong where the system says something else', () => {
    const other = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' });
    expect(asReadOnly('/there', other)).toBe(other);
  });
});
