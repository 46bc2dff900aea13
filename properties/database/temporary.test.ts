import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openOnFile } from '../../src/real/database/sqlite.ts';

const schema = 'CREATE TABLE rows (text TEXT)';

test('a process that exits leaves no temporary database behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-exit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const module = new URL('../../src/real/database/sqlite.ts', import.meta.url).href;
  const code = `
    const { openOnFile } = await import('${module}');
    for (let count = 0; count < 3; count += 1) openOnFile('${schema}').connect();
    const { readdirSync } = await import('node:fs');
    console.log(readdirSync(process.env.TMPDIR).length);
    process.exit();
  `;
  const env = { ...process.env, TMPDIR: folder, NODE_COMPILE_CACHE: '' };
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
  expect(printed).toBe('3\n');
  expect(readdirSync(folder)).toEqual([]);
});

test('databases that are closed leave nothing to do at the exit', () => {
  const before = process.listenerCount('exit');
  const databases = Array.from({ length: 3 }, () => openOnFile(schema));
  for (const database of databases) database.close();
  expect(process.listenerCount('exit')).toBe(before);
});
