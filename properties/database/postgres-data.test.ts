import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createData } from '../../src/real/database/postgres-data.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-data-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Programs whose `initdb` makes a folder with two files, and writes down that it was asked. */
function programs(name: string): { bin: string; version: string; owner: object; calls: () => number } {
  const bin = join(root, name);
  mkdirSync(bin);
  const log = join(bin, 'log');
  writeFileSync(log, '');
  writeFileSync(
    join(bin, 'initdb'),
    `#!/bin/sh\nmkdir -m 700 "$2" "$2/global" && echo made > "$2/PG_VERSION" &&\necho control > "$2/global/pg_control" && echo called >> ${log}\n`,
  );
  chmodSync(join(bin, 'initdb'), 0o755);
  return { bin, version: name, owner: {}, calls: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

function isWhole(data: string): boolean {
  const contents = ['PG_VERSION', 'global/pg_control'].map((path) => readFileSync(join(data, path), 'utf8'));
  return contents.join('') === 'made\ncontrol\n';
}

describe('the data of a new server', () => {
  test('is made once, and copied from then on', () => {
    const given = programs('once');
    const cache = join(root, 'once-cache');
    for (const name of ['one', 'two', 'three']) {
      const data = join(root, `once-${name}`);
      createData(data, given, cache);
      expect(isWhole(data)).toBe(true);
    }
    expect(given.calls()).toBe(1);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test('is made anew for other programs, and where what was kept did not do', () => {
    const given = programs('anew');
    const cache = join(root, 'anew-cache');
    createData(join(root, 'anew-one'), given, cache);
    createData(join(root, 'anew-two'), { ...given, version: 'later' }, cache);
    expect(given.calls()).toBe(2);
    createData(join(root, 'anew-three'), given, cache).forget();
    createData(join(root, 'anew-four'), given, cache);
    expect(given.calls()).toBe(3);
  });

  // Root may read everything, and only root may change a file's owner.
  const isRoot = process.getuid?.() === 0;
  test.each<[string, (kept: string) => void]>([
    ['lacks a file', (kept) => rmSync(join(kept, 'data/global/pg_control'))],
    ['lacks a folder', (kept) => rmSync(join(kept, 'data/global'), { recursive: true })],
    ['has an empty PG_VERSION', (kept) => truncateSync(join(kept, 'data/PG_VERSION'))],
    ['has a pg_control that was cut short', (kept) => truncateSync(join(kept, 'data/global/pg_control'), 4)],
    ['has a file too many', (kept) => writeFileSync(join(kept, 'data/postmaster.pid'), '1')],
    ['has other rights than Postgres accepts', (kept) => chmodSync(join(kept, 'data'), 0o755)],
    ['may not be read', (kept) => chmodSync(join(kept, 'data/global'), 0)],
    ['lacks its list of files', (kept) => rmSync(join(kept, 'files'))],
    ['is empty', (kept) => readdirSync(kept).forEach((name) => rmSync(join(kept, name), { recursive: true }))],
    ...(isRoot
      ? ([
          ['belongs to another user', (kept) => chownSync(join(kept, 'data'), 1234, 1234)],
          ['has a file of another user', (kept) => chownSync(join(kept, 'data/PG_VERSION'), 1234, 1234)],
        ] satisfies [string, (kept: string) => void][])
      : []),
  ])('is made and kept again where the kept folder %s', (says, damage) => {
    const name = says.replaceAll(' ', '-');
    const given = programs(name);
    const cache = join(root, `${name}-cache`);
    expect(createData(join(root, `${name}-one`), given, cache).isCopy).toBe(false);
    damage(join(cache, readdirSync(cache)[0] ?? ''));
    for (const [number, isCopy] of [
      ['two', false],
      ['three', true],
    ] as const) {
      const data = join(root, `${name}-${number}`);
      expect(createData(data, given, cache).isCopy).toBe(isCopy);
      expect(isWhole(data)).toBe(true);
    }
    expect(given.calls()).toBe(2);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test('needs no place to be kept in, and leaves nothing half done there', () => {
    const given = programs('nowhere');
    const cache = join(root, 'a file');
    writeFileSync(cache, '');
    for (const name of ['one', 'two']) {
      createData(join(root, `nowhere-${name}`), given, cache);
      expect(isWhole(join(root, `nowhere-${name}`))).toBe(true);
    }
    expect(given.calls()).toBe(2);
    expect(readFileSync(cache, 'utf8')).toBe('');
  });
});
