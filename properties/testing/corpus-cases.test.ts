import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAndKeep } from '../../src/check/check-and-keep.ts';
import { corpusCases } from '../../src/testing/corpus-cases.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';
import { unwrapped } from '../report/text.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A project with this subject, and its folder of counterexamples. */
function project(name: string, subject: string): string {
  const kept = join(folder, name, 'counterexamples');
  mkdirSync(kept, { recursive: true });
  const module = pathToFileURL(join(root, 'properties/check/counter.ts')).href;
  const config = `import { counterSubject, counterSystem } from '${module}';\nexport default { subjects: [${subject}] };\n`;
  writeFileSync(join(folder, name, 'faultbook.config.ts'), config);
  return kept;
}

const open = project('open', 'counterSubject(() => counterSystem((value) => (value === 2 ? 7 : value)))');
const mended = project('mended', 'counterSubject(() => counterSystem())');

beforeAll(async () => {
  const counter = counterSubject(() => counterSystem((value) => (value === 2 ? 7 : value)));
  const setup = { system: 'plain', policies: { floor: true }, scope: { most: 10 } };
  for (const kept of [open, mended])
    await checkAndKeep(counter, { ...setup, runs: 20, length: 10, seed: 1 }, { folder: kept, who: 'a test' });
});

describe('a kept trace as a test', () => {
  test('rejects with its timeline, its certificate and a line, while the bug is open', async () => {
    const [only, ...more] = corpusCases(open);
    expect([only?.name, more]).toEqual([
      expect.stringMatching(/^counter\.plain\.as-shipped\.view-value\.\w+\.json$/),
      [],
    ]);
    const { message } = (await only?.run().then(
      () => ({ message: '' }),
      (error: Error) => error,
    )) ?? { message: '' };
    expect(unwrapped(message).split('\n')).toEqual([
      'counter on plain, all policies on, 10 most: violated',
      expect.stringMatching(/^# {2}hand +store$/),
      '1  up → moved  1',
      '2  up → moved  2',
      '(outcomes of the model; in the last step the system differs)',
      '=> model and system disagree: view.value',
      'value: 2 on the model, 7 on the system',
      expect.stringMatching(/^locally minimal: only the system shows it/),
      expect.stringMatching(/^to replay it: npx faultbook replay .*\/open\/counterexamples\/counter\.plain\..*\.json$/),
    ]);
  });

  test('passes once the bug is mended', async () => {
    const [only] = corpusCases(mended);
    await expect(only?.run()).resolves.toBeUndefined();
  });

  test('is replayed with every policy on, also where it was found without one', async () => {
    const kept = join(folder, 'shipped');
    mkdirSync(kept);
    copyFileSync(join(root, 'failure_modes/FM_102_lost_update/trace.json'), join(kept, 'lost-update.json'));
    const [only] = corpusCases(kept);
    await expect(only?.run()).resolves.toBeUndefined();
  });
});

describe('a file that cannot be replayed', () => {
  const kept = project('bad', 'counterSubject(() => counterSystem())');

  test('rejects where it is no trace', async () => {
    writeFileSync(join(kept, 'cut-off.json'), '{');
    const [only] = corpusCases(kept);
    await expect(only?.run()).rejects.toThrow('cut-off.json is not JSON, or is cut off');
  });

  test('rejects where its subject is not configured', async () => {
    copyFileSync(join(root, 'failure_modes/FM_102_lost_update/trace.json'), join(kept, 'booking.json'));
    const [first] = corpusCases(kept);
    await expect(first?.run()).rejects.toThrow("unknown subject 'booking'");
  });
});

test('a folder that does not exist has no cases', () => {
  expect(corpusCases(join(folder, 'nowhere'))).toEqual([]);
});
