import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { publish } from '../../src/corpus/promoted/publish.ts';
import { isLeftover, ownedName } from '../../src/kernel/owned-name.ts';
import { clearLeftovers, makeTemporaryFolder } from '../../src/real/database/temporary-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-leftovers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const module = join(import.meta.dirname, '../../src/real/database/temporary-folder.ts');

/** A process that makes a temporary folder here, and is killed: its number. */
function killedIn(place: string): number {
  const code = `
    const { makeTemporaryFolder } = await import(${JSON.stringify(pathToFileURL(module).href)});
    makeTemporaryFolder(${JSON.stringify(place)});
    process.kill(process.pid, 'SIGKILL');`;
  const { pid, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(signal).toBe('SIGKILL');
  return pid;
}

/** The name of this process's things, as if they were of another one. */
const nameOf = (prefix: string, pid: number): string => ownedName(prefix, hostname()).replace(/\d+$/, String(pid));

test('a process removes only the temporary files of a killed process', () => {
  const place = join(root, 'temporary');
  mkdirSync(place);
  const pid = killedIn(place);
  const [left = ''] = readdirSync(place);
  expect(left.startsWith(`${nameOf('faultbook-', pid)}-`)).toBe(true);
  const others = [
    'faultbook-',
    `faultbook-${pid}`,
    `faultbook-elsewhere-${pid}-x`,
    `other-${pid}`,
    nameOf('faultbook-', 0),
  ];
  for (const name of others) mkdirSync(join(place, name));
  writeFileSync(join(place, left, 'data.db'), 'data');
  const own = makeTemporaryFolder(place);
  expect(readdirSync(place).toSorted()).toEqual([...others, own.slice(place.length + 1)].toSorted());
  // A process that runs keeps what it has.
  clearLeftovers(place);
  expect(existsSync(own)).toBe(true);
});

test('a promotion takes away what a killed one left unfinished, and nothing else', async () => {
  const pid = killedIn(root);
  const unfinished = join(root, '.faultbook');
  const kept = [ownedName('promote-', hostname()), 'overnight.db', `promote-elsewhere-${pid}`].map(
    (name) => `${name}.json`,
  );
  mkdirSync(join(unfinished, nameOf('promote-', pid), 'tests'), { recursive: true });
  for (const name of [...kept, `${nameOf('promote-', pid)}.json`]) writeFileSync(join(unfinished, name), '');
  const naming = { id: 'FM_901', folder: 'FM_901_x', title: 'x' };
  // It ends there: this root is no clone.
  const options = { failureModes: join(root, 'failure_modes'), index: null, formatting: join(root, '.oxfmtrc.json') };
  const publishing = publish({ naming, scenario: {} as never, files: new Map() }, options);
  await expect(publishing).rejects.toThrow('.oxfmtrc.json');
  expect(readdirSync(unfinished).toSorted()).toEqual(kept.toSorted());
});

test('nothing is known of what other hosts have left, or of other names', () => {
  const pid = killedIn(root);
  expect(isLeftover(nameOf('promote-', pid), 'promote-', hostname())).toBe(true);
  expect(isLeftover(nameOf('promote-', process.pid), 'promote-', hostname())).toBe(false);
  expect(isLeftover(nameOf('promote-', 1), 'promote-', hostname())).toBe(false);
  expect(isLeftover(nameOf('promote-', pid), 'promote-', 'elsewhere')).toBe(false);
  expect(isLeftover(`${nameOf('promote-', pid)}0x`, 'promote-', hostname())).toBe(false);
});
