import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runFaultbook } from './faultbook.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-cli-'));
afterAll(() => rmSync(cwd, { recursive: true }));

describe('faultbook ablate booking', () => {
  test('explores a policy that stands behind another together with it, and each two policies where they are asked for', async () => {
    const { code, out } = await runFaultbook(['ablate', 'booking', '--pairs', '--json'], { cwd });
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(code).toBe(0);
    const rows = report['rows'] as { policy: string; violations: { name: string; onSystem: string }[] }[];
    const pairs = report['pairs'] as typeof rows;
    expect(rows.filter(({ violations }) => violations.length === 0).map(({ policy }) => policy)).toEqual([
      'storeConstraint',
    ]);
    const both = rows.at(-1);
    expect(both?.policy).toBe('versionCheck+storeConstraint');
    expect(both?.violations.map(({ name }) => name)).toEqual(['INV_101', 'INV_102', 'INV_103', 'INV_107']);
    expect(pairs).toHaveLength(15);
    expect(
      [...rows, ...pairs].flatMap(({ violations }) => violations).filter(({ onSystem }) => onSystem !== 'same'),
    ).toEqual([]);
  });
});
