import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';

const entry = join(import.meta.dirname, '../../bin/faultbook.js');

/** Runs the entry file under this Node, which calls itself another version. */
function runAs(version: string): { code: number | null; out: string; err: string } {
  const disguise = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    Object.defineProperty(process, 'version', { value: 'v${version}' });`;
  const loader = `data:text/javascript,${encodeURIComponent(disguise)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', loader, entry, '--version'], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

describe('the entry file of the command line', () => {
  test.skipIf(process.platform === 'win32')('is executable, as npx in a clone needs it', () => {
    expect(statSync(entry).mode & 0o111).toBe(0o111);
  });

  test.each(['18.20.8', '20.20.2', '22.17.1', '23.11.0'])(
    'prints in one line under Node %s which Node it needs',
    (version) => {
      const { code, out, err } = runAs(version);
      expect(err).toMatch(/^faultbook: needs Node 22\.18 or .*, and this is v[\d.]+; in a clone, npm start .*\n$/);
      expect(err).toContain(`v${version};`);
      expect([code, out]).toEqual([2, '']);
    },
  );

  test.each(['22.18.0', '22.21.1', '24.0.0', '26.1.0'])('runs under Node %s', (version) => {
    expect(runAs(version).code).toBe(0);
  });

  test('has no static import and no syntax that a Node before 15 cannot parse', () => {
    const source = readFileSync(entry, 'utf8');
    const { body } = parseAst(source);
    expect(body.map(({ type }) => type).filter((type) => /^Import|^Export/.test(type))).toEqual([]);
    expect(source).not.toMatch(/\?\?=|\|\|=|&&=/);
  });
});
