import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { loadScenarios } from '../../src/corpus/load-scenarios.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-scenarios-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'in-'));
});

const whole = {
  id: 'FM_901',
  title: 'x',
  subject: 'y',
  without: [],
  scope: {},
  commands: [],
  breaks: { during: [], settled: [] },
  violations: [],
  prevention: { by: 'fix', onSystem: { further: 1, atLeast: 0 } },
  foundBy: 'z',
};

function write(name: string, text: string): string {
  mkdirSync(join(folder, name));
  const path = join(folder, name, 'scenario.ts');
  writeFileSync(path, text);
  return path;
}

const ended = 'it ended its process, or never settled';

describe('a scenario', () => {
  test.each([
    ['throws', "throw new Error('first\\nsecond')", 'first'],
    ['throws what is no error', "throw 'thrown'", 'thrown'],
    ['throws later', "setTimeout(() => { throw new Error('late'); }); await new Promise(() => {})", 'late'],
    ['never settles', 'await new Promise(() => {})', ended],
    ['ends its process as if all were well', 'process.exit(0)', ended],
    ['ends its process', 'process.exit(13)', ended],
    ['is a function', 'export const scenario = () => ({})', '() => ({}) could not be cloned.'],
  ])('that %s is named in one line, and stops nothing else', async (_, text, message) => {
    const path = write('FM_902_hostile', text);
    await expect(readFailureModes(folder)).rejects.toMatchObject({
      name: 'BadFailureMode',
      message: `${path} cannot be loaded: ${message}`,
    });
    const before = write('FM_901_before', `export const scenario = ${JSON.stringify(whole)}`);
    const after = write('FM_903_after', `export const scenario = ${JSON.stringify({ ...whole, id: 'FM_903' })}`);
    expect(await loadScenarios([before, path, after])).toMatchObject([
      { path: before, scenario: { id: 'FM_901' } },
      { path, wrong: expect.stringContaining(message) as string },
      { path: after, scenario: { id: 'FM_903' } },
    ]);
  });

  test('that comes to no end is stopped', async () => {
    const path = write('FM_902_busy', 'for (;;);');
    expect(await loadScenarios([path], 100)).toEqual([{ path, wrong: 'it took longer than 0.1 s' }]);
  });

  test.skipIf(process.platform === 'win32')('that is a pipe is not waited for', async () => {
    mkdirSync(join(folder, 'FM_902_pipe'));
    const path = join(folder, 'FM_902_pipe/scenario.ts');
    execFileSync('mkfifo', [path]);
    await expect(readFailureModes(folder)).rejects.toThrow(`${path} cannot be loaded: it is a pipe`);
  });
});
