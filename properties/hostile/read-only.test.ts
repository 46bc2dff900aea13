import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { clone } from '../cli/clone.ts';
import type { Ended } from '../cli/faultbook.ts';
import { runFaultbook } from '../cli/faultbook.ts';

/** No folder is read-only to root, so root's tests run the command as the user `nobody`. */
const as = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const entry = join(import.meta.dirname, '../../bin/faultbook.js');

/** Another user may have no access to this Node, or to the project. */
const { status } = spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(entry)})`], as);
const isSkipped = process.platform === 'win32' || status !== 0;

const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-read-only-')));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'in-'));
});

/** Runs the command in the folder while the folder is read-only. What it prints but for its progress; the folder stays as it is. */
async function runReadOnly(args: readonly string[]): Promise<Ended> {
  const before = readdirSync(folder, { recursive: true });
  chmodSync(folder, 0o555);
  try {
    const { err, ...ended } = await runFaultbook(args, { cwd: folder, as });
    return { ...ended, err: err.replaceAll(/^(?:check|explor)ing .*\n/gm, '') };
  } finally {
    chmodSync(folder, 0o755);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  }
}

describe.skipIf(isSkipped)('a read-only folder is called read-only', () => {
  test('by a check, which reports its counterexample and cannot keep the trace', async () => {
    const { code, out, err } = await runReadOnly(['check', 'queue', '--without', 'fencing', '--runs', '100']);
    // The violation counts for more than the folder.
    expect(code).toBe(1);
    expect(out).toContain('=> INV_004 is violated');
    expect(err).toBe(
      `faultbook: the counterexample cannot be kept: ${folder} is read-only (EACCES: permission denied, mkdir 'counterexamples'); --counterexamples names another folder\n`,
    );
  });

  test('by a campaign, which cannot begin its journal', async () => {
    const { code, out, err } = await runReadOnly(['overnight', 'queue', '--rounds', '1']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `faultbook: .faultbook/overnight.db cannot be written (EACCES: permission denied, mkdir '.faultbook'): ${folder} is read-only, or does not exist: run faultbook in a folder that can be written\n`,
    );
  });

  test('by an exploration, which leaves the graph of before as it was', async () => {
    writeFileSync(join(folder, 'g.dot'), 'before');
    const explore = ['explore', 'queue', '--workers-in-model', '1', '--faults', '0'];
    const { code, err } = await runReadOnly([...explore, '--dot', 'g.dot']);
    expect(code).toBe(2);
    expect(err).toBe(
      `faultbook: the graph cannot be written: ${folder} is read-only (EACCES: permission denied, open 'g.dot')\n`,
    );
  });

  test('by init, which writes no file', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const { code, out, err } = await runReadOnly(['init', '--yes']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`faultbook: ${folder} is read-only (EACCES: permission denied, open 'faultbook.config.js')\n`);
  });

  test('by a promotion, before its long work', async () => {
    const project = clone();
    const readOnly = [project, join(project, 'failure_modes'), join(project, 'docs')];
    for (const one of readOnly) chmodSync(one, 0o555);
    const before = readdirSync(join(project, 'failure_modes'));
    const trace = join(project, 'failure_modes/FM_001_duplicate_retry/trace.json');
    const { code, out, err } = await runFaultbook(['promote', trace, '--name', 'again'], {
      cwd: folder,
      root: project,
      as,
    });
    const after = readdirSync(join(project, 'failure_modes'));
    const left = readdirSync(project).filter((name) => name === '.faultbook');
    for (const one of readOnly) chmodSync(one, 0o755);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `faultbook: ${project}/failure_modes is read-only (EACCES: permission denied, access '${project}/failure_modes')\n`,
    );
    expect([after, left]).toEqual([before, []]);
  });
});
