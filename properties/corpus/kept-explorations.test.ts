import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openKeptExplorations } from '../../src/corpus/kept-explorations.ts';
import type { ReachedSteps } from '../../src/kernel/reached.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-explorations-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
function newFolder(): string {
  return join(root, String((folders += 1)));
}

const exploration: ReachedSteps = {
  states: 2,
  isWhole: true,
  outcomes: { go: { went: 2 } },
  kinds: [{ step: 'go  went', stateClass: 'go', from: 0, by: [0, 0], at: 0 }],
  ways: [[-1, -1, -1]],
  transitions: [[0, [1, 0], null], []],
};

const key = { model: 'm', maxStates: 8 };

describe('kept explorations', () => {
  test('are read as they were written, by their key', async () => {
    const kept = openKeptExplorations(newFolder());
    expect(await kept.read(key)).toBeNull();
    await kept.write(key, exploration);
    expect(await kept.read(key)).toEqual(exploration);
    expect(await kept.read({ ...key, maxStates: 9 })).toBeNull();
  });

  test.each([
    ['half of a file', (text: string) => text.slice(0, text.length / 2)],
    ['another form', () => '{"states":1}'],
    ['a way to nowhere', (text: string) => text.replace('"from":0', '"from":-1')],
    ['nothing', () => ''],
  ])('%s is as good as none, and is written once more', async (_, damage) => {
    const folder = newFolder();
    const kept = openKeptExplorations(folder);
    await kept.write(key, exploration);
    const [name = ''] = readdirSync(join(folder, 'explorations'));
    const path = join(folder, 'explorations', name);
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    expect(await kept.read(key)).toBeNull();
    await kept.write(key, exploration);
    expect(await kept.read(key)).toEqual(exploration);
  });

  test('are not kept in a folder that cannot be written', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file');
    const kept = openKeptExplorations(folder);
    await kept.write(key, exploration);
    expect(await kept.read(key)).toBeNull();
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });

  test('are at most 300: the oldest are removed', async () => {
    const folder = newFolder();
    const files = join(folder, 'explorations');
    mkdirSync(files, { recursive: true });
    chmodSync(files, 0o700);
    for (let nth = 0; nth < 300; nth += 1) {
      const path = join(files, `old${nth}.json`);
      writeFileSync(path, '');
      utimesSync(path, nth, nth);
    }
    const kept = openKeptExplorations(folder);
    await kept.write(key, exploration);
    const names = readdirSync(files);
    expect(names).toHaveLength(200);
    expect(names).toContain('old299.json');
    expect(names).not.toContain('old100.json');
    expect(await kept.read(key)).toEqual(exploration);
  });
});
