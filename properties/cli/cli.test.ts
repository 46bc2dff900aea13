import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/faultbook.js');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a user does. `interrupt`: sends SIGINT as soon as it tells progress. */
function faultbook(args: string, { interrupt = false } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args.split(' ')], { env: { ...process.env, NO_COLOR: '1' } });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => {
      err += String(data);
      if (interrupt) child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

async function json(args: string): Promise<{ code: number | null; report: Record<string, unknown> }> {
  const { code, out, err } = await faultbook(`${args} --json`);
  // On a slow machine there is progress to tell, and nothing else.
  expect(err.replaceAll(/^(checking|exploring|one policy) .*\n/gm, '')).toBe('');
  return { code, report: JSON.parse(out) as Record<string, unknown> };
}

describe('faultbook check', () => {
  test('says that the queue holds, with what that covers, as one JSON object', async () => {
    const { code, report } = await json('check queue --runs 400');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      subject: 'queue',
      system: 'sqlite',
      runs: 400,
      seed: 1,
      verdict: 'holds',
      violation: null,
    });
    expect(report).toHaveProperty('policies.commitBoundary', true);
    expect(report).toHaveProperty('outcomes.lease.leased');
    expect(report).toHaveProperty('met.a job is completed.share');
    expect(report).toHaveProperty('timing.seconds');
    expect(report['distinctStates']).toBeGreaterThan(500);
  });

  test('gives the same bytes for the same input, but for the timing', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => json('check queue --runs 150 --seed 7')));
    expect(JSON.stringify({ ...one?.report, timing: 0 })).toBe(JSON.stringify({ ...two?.report, timing: 0 }));
  });

  test('ends with 1 and the shortest run found where a policy that is needed is off', async () => {
    const { code, report } = await json('check queue --without commitBoundary');
    expect(code).toBe(1);
    expect(report).toMatchObject({ verdict: 'violated', violation: { kind: 'settled', name: 'INV_002', length: 3 } });
  });

  test('tells a person the run as a timeline that fits on a terminal', async () => {
    const { out } = await faultbook('check queue --without commitBoundary');
    expect(out).toContain('=> INV_002 falls, with nothing left to do');
    expect(out).toMatch(/lease → j1, token 1/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('ends with 3 where the runs showed nothing', async () => {
    const { code, report } = await json('check queue --runs 50 --length 2');
    expect(code).toBe(3);
    expect(report).toMatchObject({ verdict: 'vacuous', violation: null });
    expect(report['unmet']).toContain('a job is completed');
  });

  test('ends with 130 on Ctrl-C, and says what was found so far', async () => {
    const { code, out } = await faultbook('check queue --runs 100000000 --json', { interrupt: true });
    expect(code).toBe(130);
    const report = JSON.parse(out) as { verdict: string; runs: number };
    expect(report.verdict).toBe('interrupted');
    expect(report.runs).toBeGreaterThan(0);
  });
});

describe('faultbook ablate', () => {
  test('finds what every policy is for, and that the system falls where the model does', async () => {
    const { code, report } = await json('ablate queue');
    expect(code).toBe(0);
    const rows = report['rows'] as {
      policy: string;
      violations: { name: string; length: number; failureMode: string | null; onSystem: string }[];
    }[];
    expect(rows.map(({ policy }) => policy)).toEqual(['commitBoundary', 'fencing', 'reconcile', 'leaseExpiry']);
    expect(rows.filter(({ violations }) => violations.length === 0)).toEqual([]);
    expect(report['shipped']).toMatchObject([{ violations: [], explored: { isComplete: true } }]);
    expect(rows[0]?.violations[0]).toMatchObject({ name: 'INV_001', length: 4, failureMode: 'FM_001' });
    expect(rows[1]?.violations.map(({ name }) => name)).not.toContain('INV_001');
    expect(rows.flatMap(({ violations }) => violations).filter(({ onSystem }) => onSystem !== 'same')).toEqual([]);
  });
});

describe('bad use is told in one line, with exit code 2', () => {
  test.each([
    ['check quueue', /unknown subject 'quueue'; did you mean 'queue'/],
    ['ablate booking', /unknown subject 'booking'/],
    ['check queue --without fencin', /unknown policy of queue 'fencin'; did you mean 'fencing'/],
    [
      'check queue --system sqlit',
      /unknown system of queue 'sqlit'; did you mean 'sqlite'\? There is: sqlite, sqlite-file/,
    ],
    ['check queue --scope tiny', /unknown scope of queue 'tiny'/],
    ['check queue --run 5', /unknown option '--run'.*--runs/],
    ['check queue --runs 0', /whole number from 1/],
    ['check queue --runs many', /whole number from 1/],
    ['check queue --length -3', /whole number from 1/],
    ['check queue --seed 1.5', /whole number/],
    ['check queue --seed', /argument missing/],
    ['chekc queue', /unknown command 'chekc'.*check/],
  ])('%s', async (args, message) => {
    const { code, out, err } = await faultbook(args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('help is no error, and names what there is', async () => {
    const { code, out } = await faultbook('--help');
    expect(code).toBe(0);
    expect(out).toContain('commitBoundary, fencing, reconcile, leaseExpiry');
  });
});

describe('faultbook explore', () => {
  test('says that nothing falls in any state, and how many there are', async () => {
    const { code, report } = await json('explore queue');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      subject: 'queue',
      verdict: 'holds',
      isComplete: true,
      distinctStates: 2306,
      violations: [],
    });
    expect(report['digest']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('gives the shortest run of each violation, whatever names are folded', async () => {
    const [folded, named] = await Promise.all([
      json('explore queue --without fencing'),
      json('explore queue --without fencing --symmetry off'),
    ]);
    expect([folded.code, named.code]).toEqual([1, 1]);
    expect(folded.report['violations']).toEqual(named.report['violations']);
    expect(folded.report['violations']).toMatchObject([
      { name: 'INV_003', length: 5 },
      { name: 'INV_004', length: 4 },
      { name: 'INV_007', length: 9 },
      { name: 'INV_009', length: 8 },
    ]);
  });

  test('is undecided where it was stopped, and says by what', async () => {
    const { code, report } = await json('explore queue --max-states 500');
    expect(code).toBe(3);
    expect(report).toMatchObject({ verdict: 'undecided', isComplete: false, stoppedBy: 'maxStates' });
    expect((await json('explore queue --depth 3')).report).toMatchObject({
      verdict: 'undecided',
      stoppedBy: 'maxDepth',
      depth: 4,
    });
  });

  test('drives every edge on a system that is named', async () => {
    const { code, report } = await json('explore queue --faults 0 --system sqlite');
    expect(code).toBe(0);
    const driven = report['driven'] as { edges: number; drivenEdges: number; disagreement: null };
    expect(driven).toMatchObject({ system: 'sqlite', drivenEdges: driven.edges, disagreement: null });
    expect(driven.edges).toBeGreaterThan(15_000);
  });
});
