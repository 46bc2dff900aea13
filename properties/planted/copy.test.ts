import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCopy } from './copy.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-copy-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'node_modules'));
writeFileSync(join(root, 'one.ts'), 'export const one: number = 1;\n');
writeFileSync(join(root, 'print.ts'), "import { one } from './one.ts';\nconsole.log(one);\n");
writeFileSync(join(root, 'busy.ts'), 'for (;;);\n');

test('a bug is planted in the copy alone, for as long as it is looked for', async () => {
  const copy = openCopy(root);
  try {
    const patch = { file: 'one.ts', replaces: '= 1', by: '= 7' };
    expect(await copy.withPatch(patch, () => copy.runScript('print.ts', [], 60_000))).toBe('7\n');
    expect(readFileSync(join(copy.folder, 'one.ts'), 'utf8')).toContain('= 1');
    expect(readFileSync(join(root, 'one.ts'), 'utf8')).toContain('= 1');
  } finally {
    copy.close();
  }
  expect(existsSync(copy.folder)).toBe(false);
});

test('a script is stopped at its limit, and a script that fails is an error', async () => {
  const copy = openCopy(root);
  try {
    expect(await copy.runScript('busy.ts', [], 100)).toBeNull();
    await expect(copy.runScript('missing.ts', ['x'], 60_000)).rejects.toThrow('missing.ts x ended with 1');
  } finally {
    copy.close();
  }
});
