import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { queue } from '../../src/subjects/queue/subject.ts';
import { runFaultbook } from './faultbook.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-cli-'));
afterAll(() => rmSync(cwd, { recursive: true }));

async function json(args: string): Promise<{ code: number | null; report: Record<string, unknown> }> {
  const { code, out } = await runFaultbook([...args.split(' '), '--json'], { cwd });
  return { code, report: JSON.parse(out) as Record<string, unknown> };
}

describe('faultbook ablate', () => {
  test('finds the violations without each policy, on the system as on the model', async () => {
    const { code, report } = await json('ablate queue');
    expect(code).toBe(0);
    const rows = report['rows'] as {
      policy: string;
      violations: { violation: { name: string }; commands: object[]; failureMode: string | null; onSystem: string }[];
    }[];
    expect(rows.map(({ policy }) => policy)).toEqual(Object.keys(queue.policies));
    expect(rows.filter(({ violations }) => violations.length === 0)).toEqual([]);
    const asShipped = { violations: [], explored: { isComplete: true } };
    expect(report['shipped']).toMatchObject([asShipped, asShipped, asShipped, asShipped]);
    expect(rows[0]?.violations[0]).toMatchObject({
      violation: { name: 'INV_001' },
      commands: { length: 4 },
      failureMode: 'FM_001',
    });
    const ofFencing = rows.find(({ policy }) => policy === 'fencing');
    expect(ofFencing?.violations.map(({ violation }) => violation.name)).not.toContain('INV_001');
    expect(rows.flatMap(({ violations }) => violations).filter(({ onSystem }) => onSystem !== 'same')).toEqual([]);
    expect(report['vacuity']).toMatchObject([
      { subject: 'queue', isComplete: true, findings: [], heldByStructure: [{ name: 'INV_005' }, { name: 'INV_006' }] },
    ]);
  });
});

describe('faultbook ablate booking', () => {
  test('explores a backup policy with the one it backs up, and with --pairs every pair', async () => {
    const { code, report } = await json('ablate booking --pairs');
    expect(code).toBe(0);
    const rows = report['rows'] as {
      policy: string;
      violations: { violation: { name: string }; onSystem: string }[];
    }[];
    const pairs = report['pairs'] as typeof rows;
    expect(rows.filter(({ violations }) => violations.length === 0).map(({ policy }) => policy)).toEqual([
      'storeConstraint',
    ]);
    const both = rows.at(-1);
    expect(both?.policy).toBe('versionCheck+storeConstraint');
    expect(both?.violations.map(({ violation }) => violation.name)).toEqual([
      'INV_101',
      'INV_102',
      'INV_103',
      'INV_107',
    ]);
    expect(pairs).toHaveLength(15);
    expect(
      [...rows, ...pairs].flatMap(({ violations }) => violations).filter(({ onSystem }) => onSystem !== 'same'),
    ).toEqual([]);
  });
});

test('faultbook check ends with 130 on Ctrl-C, and says what was found so far', async () => {
  const args = ['check', 'queue', '--runs', '100000000', '--json'];
  // As soon as it reports progress.
  const { code, out, err } = await runFaultbook(args, { cwd, interruptAt: (reported) => reported !== '' });
  expect(code).toBe(130);
  // On a busy machine the command may not have ended in the time that it is given.
  if (err.includes('exited without a report')) return;
  const report = JSON.parse(out) as { verdict: string; runs: number };
  expect(report.verdict).toBe('interrupted');
  expect(report.runs).toBeGreaterThan(0);
});

test('explore gives the shortest run of each violation, whatever names are folded', async () => {
  const folded = await json('explore queue --without fencing --faults 0');
  const named = await json('explore queue --without fencing --faults 0 --symmetry off');
  expect([folded.code, named.code]).toEqual([1, 1]);
  expect(folded.report['violations']).toEqual(named.report['violations']);
  expect(folded.report['violations']).toMatchObject([
    { violation: { name: 'INV_003' }, commands: { length: 6 } },
    { violation: { name: 'INV_004' }, commands: { length: 5 } },
    { violation: { name: 'INV_007' }, commands: { length: 9 } },
    { violation: { name: 'INV_009' }, commands: { length: 8 } },
  ]);
});
