import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createData } from '../../src/real/database/postgres-data.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-data-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Programs whose `initdb` makes a folder with one file, and writes down that it was asked. */
function programs(name: string): { bin: string; version: string; owner: object; calls: () => number } {
  const bin = join(root, name);
  mkdirSync(bin);
  const log = join(bin, 'log');
  writeFileSync(log, '');
  writeFileSync(
    join(bin, 'initdb'),
    `#!/bin/sh\nmkdir -m 700 "$2" && echo made > "$2/PG_VERSION" && echo called >> ${log}\n`,
  );
  chmodSync(join(bin, 'initdb'), 0o755);
  return { bin, version: name, owner: {}, calls: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

function isWhole(data: string): boolean {
  return readFileSync(join(data, 'PG_VERSION'), 'utf8') === 'made\n';
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
