import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { queue } from '../../src/subjects/queue/subject.ts';
import { unwrapped } from '../report/text.ts';
import type { Ended } from './faultbook.ts';
import { runFaultbook } from './faultbook.ts';
import { runHere } from './in-process.ts';

/** What a check finds is kept where it is run. */
const cwd = mkdtempSync(join(tmpdir(), 'faultbook-cli-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Runs the command line as a user does. */
function faultbook(args: string): Promise<Ended> {
  return runFaultbook(args.split(' '), { cwd });
}

/** The same, in no process of its own. */
function here(args: string): Promise<Ended> {
  return runHere(args.split(' '), { cwd });
}

async function json(
  args: string,
  run: (args: string) => Promise<Ended> = here,
): Promise<{ code: number | null; report: Record<string, unknown> }> {
  const { code, out, err } = await run(`${args} --json`);
  // On a slow machine there is progress to tell, and nothing else.
  expect(err.replaceAll(/^(checking|exploring|driving|one policy) .*\n/gm, '')).toBe('');
  return { code, report: JSON.parse(out) as Record<string, unknown> };
}

describe('faultbook check', async () => {
  const inProcess = await json('check queue --runs 500', faultbook);

  test('says that the queue holds, with what that covers, as one JSON object', () => {
    const { code, report } = inProcess;
    expect(code).toBe(0);
    expect(report).toMatchObject({
      subject: 'queue',
      system: 'sqlite',
      runs: 500,
      seed: 1,
      verdict: 'holds',
      counterexample: null,
    });
    expect(report).toHaveProperty('policies.commitBoundary', true);
    expect(report).toHaveProperty('timing.seconds');
    const parts = report['parts'] as Record<string, unknown>[];
    expect([...new Set(parts.map(({ name }) => name))]).toEqual(Object.keys(queue.scopes));
    expect(parts.flatMap(({ off }) => off ?? [])).toEqual(Object.keys(queue.policies));
    expect(parts[0]).toMatchObject({ name: 'small', off: null, scope: queue.scopes['small'] });
    expect(parts[0]).toHaveProperty('outcomes.lease.leased');
    expect(parts[0]).toHaveProperty('reached.a job is completed.share');
  });

  test('a named scope, and named sizes, are checked alone', async () => {
    for (const args of ['--scope medium', '--jobs 2']) {
      const { report } = await json(`check queue --runs 20 ${args}`);
      expect(report).toMatchObject({ scope: queue.scopes['medium'], runs: 20 });
      expect(report['distinctStates']).toBeGreaterThan(50);
    }
    const out = unwrapped((await here('check queue --runs 20 --scope storm')).out);
    expect(out).toContain(
      'policies that show their effect in another scope: submitKey (intake), deadLetter (intake), ',
    );
    expect(out).not.toContain('retryBudget');
  });

  test('gives the same bytes for the same input, but for the timing', async () => {
    const { report } = await json('check queue --runs 500');
    expect(JSON.stringify({ ...report, timing: 0 })).toBe(JSON.stringify({ ...inProcess.report, timing: 0 }));
  });

  test('says how much of an explored scope the runs have seen, the same every time', async () => {
    const args = 'check queue --explored --runs 50 --workers-in-model 1';
    const { report } = await json(args);
    expect(report).toMatchObject({
      scope: { workers: 1, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
      seen: { states: { of: 358 }, edges: { of: 2266 }, unreachedCommands: [] },
    });
    const { states, edges } = report['seen'] as Record<'states' | 'edges', { seen: number; of: number }>;
    const out = unwrapped((await here(args)).out);
    expect(out).toContain(`seen of all that was explored, name by name: ${states.seen} of 358 states`);
    expect(out).toContain(`${edges.seen.toLocaleString('en')} of 2,266`);
    expect(out).toMatch(/never reached: no command and no outcome/);
    expect(out).toMatch(/50 runs \([\d,]+ commands, \d+\.\d % of all states and \d+\.\d % of the edges between them\)/);
  });

  test('ends with 1 and the shortest run found where a policy that is needed is off', async () => {
    const { code, report } = await json('check queue --without commitBoundary --faults 1 --jobs 1');
    expect(code).toBe(1);
    expect(report).toMatchObject({
      verdict: 'violated',
      counterexample: {
        violation: { kind: 'invariant', name: 'INV_001' },
        certificate: { kind: 'minimal', exploredDepth: 3 },
      },
      others: [
        { violation: { name: 'INV_002' }, commands: [expect.anything()], certificate: { kind: 'minimal' } },
        { violation: { name: 'INV_010' }, commands: [expect.anything()], certificate: { kind: 'minimal' } },
      ],
    });
  });

  test('tells a person the run as a timeline that fits on a terminal', async () => {
    const { out } = await here('check queue --without leaseExpiry');
    expect(out).toMatch(
      /^queue on sqlite, without leaseExpiry, all scopes, seed 1, explored [\da-f]{8}\n\nscope small: 2 workers, 1 job, /,
    );
    expect(out).toContain('=> INV_008 is violated after recovery');
    expect(out).toMatch(/lease ✗ crashes before the reply/);
    expect(out).toMatch(/^minimal: no run of at most 1 command has this violation \(3 states explored\)$/m);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('ends with 3 where the runs showed nothing', async () => {
    const { code, report } = await json('check queue --runs 50 --length 2 --scope small');
    expect(code).toBe(3);
    expect(report).toMatchObject({ verdict: 'inconclusive', counterexample: null });
    expect(report['missedGoals']).toContain('a job is completed');
    const all = await json('check queue --runs 800 --length 2');
    expect(all).toMatchObject({ code: 3, report: { verdict: 'inconclusive' } });
    expect(all.report['missedGoals']).toContain('small: a job is completed');
  });

  test('says that a scope of other sizes has no coverage goal, and judges without one', async () => {
    const { code, out } = await here('check queue --runs 20 --length 2 --jobs 1');
    expect(code).toBe(0);
    expect(out).toMatch(/^no coverage goal in this scope$[^]*^holds: no violation in 20 runs/m);
    expect((await here('check queue --runs 20 --length 20 --scope small')).out).not.toContain('no coverage goal');
  });

  test('ends with 130 where it is interrupted, and says what was found so far', async () => {
    let reads = 0;
    const interruptAt = (): boolean => (reads += 1) > 100;
    const { code, out } = await runHere(['check', 'queue', '--runs', '500', '--json'], { cwd, interruptAt });
    expect(code).toBe(130);
    const report = JSON.parse(out) as { verdict: string; runs: number };
    expect(report.verdict).toBe('interrupted');
    expect(report.runs).toBeGreaterThan(0);
    expect(report.runs).toBeLessThan(500);
  });
});

describe('bad use is reported in one line, with exit code 2', () => {
  test.each([
    ['check quueue', /unknown subject 'quueue'; did you mean 'queue'/],
    ['ablate bookings', /unknown subject 'bookings'; did you mean 'booking'/],
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
    ['explore queue --jobs many', /whole number from 0/],
    ['check queue --workers-in-model -1', /whole number from 0/],
    ['chekc queue', /unknown command 'chekc'.*check/],
    ['morning --json', /^faultbook: the command 'morning' is now 'faultbook report'\n$/],
    ['matrix booking --pattern x', /^faultbook: the command 'matrix' is now 'npm run matrix --'\n$/],
    ['simulate authority', /^faultbook: the command 'simulate' is now 'npm run simulate --'\n$/],
    ['mornin', /unknown command 'mornin'$/m],
  ])('%s', async (args, message) => {
    const { code, out, err } = await here(args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('without a command, with the names of the commands', async () => {
    expect(await runHere([], { cwd })).toEqual({
      code: 2,
      out: '',
      err: 'faultbook: which command? Try start, init, check, ablate, explore, sweep, validate, replay, promote, compare, overnight, report, race, stress or history; --help explains them\n',
    });
  });

  test('also by a process of its own', async () => {
    const { code, out, err } = await faultbook('chekc queue');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^faultbook: unknown command 'chekc'.*\n$/);
  });

  test('help is no error, and names what there is', async () => {
    const { code, out } = await faultbook('--help');
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(Object.keys(queue.policies).join(', '));
  });
});

describe('faultbook explore', () => {
  test('reports the number of states, and no violation in any of them', async () => {
    const { code, report } = await json('explore queue --workers-in-model 1');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      subject: 'queue',
      verdict: 'holds',
      isComplete: true,
      distinctStates: 268,
      violations: [],
    });
    expect(report['digest']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('gives the shortest run of each violation, whatever names are folded', async () => {
    const folded = await json('explore queue --without fencing --faults 0 --attempts 2');
    const named = await json('explore queue --without fencing --faults 0 --attempts 2 --symmetry off');
    expect([folded.code, named.code]).toEqual([1, 1]);
    expect(folded.report['violations']).toEqual(named.report['violations']);
    expect(folded.report['violations']).toMatchObject([
      { violation: { name: 'INV_004' }, commands: { length: 5 } },
      { violation: { name: 'INV_007' }, commands: { length: 7 } },
      { violation: { name: 'INV_009' }, commands: { length: 6 } },
    ]);
  });

  test('takes other sizes than those of the scope', async () => {
    const { code, report } = await json('explore queue --workers-in-model 1 --jobs 2 --faults 0 --depth 2');
    expect(code).toBe(3);
    expect(report).toMatchObject({ scope: { workers: 1, jobs: 2, faults: 0, attempts: 3, inFlight: 0, retries: 0 } });
  });

  test('says the same with two threads as with one', async () => {
    const small = 'explore queue --jobs 1 --faults 0 --workers-in-model 1';
    const one = await json(small);
    const two = await json(`${small} --threads 2`);
    expect({ ...two.report, timing: null }).toEqual({ ...one.report, timing: null });
  });

  test('is inconclusive where it was stopped, and says by what', async () => {
    const { code, report } = await json('explore queue --max-states 50');
    expect(code).toBe(3);
    expect(report).toMatchObject({ verdict: 'inconclusive', isComplete: false, stoppedBy: 'maxStates' });
    expect((await json('explore queue --depth 3')).report).toMatchObject({
      verdict: 'inconclusive',
      stoppedBy: 'maxDepth',
      depth: 4,
    });
  });

  describe('draws the graph of states', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultbook-dot-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const tiny = 'explore queue --workers-in-model 1 --jobs 1 --faults 0';

    test('with every state and every edge, and the violations in red', async () => {
      const [shipped, late] = [join(folder, 'shipped.dot'), join(folder, 'late.dot')];
      const { code, out } = await here(`${tiny} --dot ${shipped}`);
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('166 states and 928 edges') });
      const text = readFileSync(shipped, 'utf8');
      expect(text.match(/^ {2}\d+ \[/gm)).toHaveLength(166);
      const labels = [...text.matchAll(/^ {2}\d+ -> \d+ \[label="([^"]*)"/gm)].map(([, label = '']) => label);
      expect(labels.flatMap((label) => label.split(String.raw`\n`))).toHaveLength(928);
      expect(text).not.toContain('color="red"');
      expect((await here(`${tiny} --faults 1 --without fencing --dot ${late}`)).code).toBe(1);
      const unfenced = readFileSync(late, 'utf8');
      expect(unfenced).toMatch(/label="w1 commit → committed ✗ INV_004", color="red"/);
    });

    test('and marks the states from which recovery goes wrong, before any violation', async () => {
      const file = join(folder, 'uncommitted.dot');
      expect((await here(`${tiny} --without commitBoundary --dot ${file}`)).code).toBe(1);
      expect(readFileSync(file, 'utf8')).toMatch(/label="\d+\\nINV_002, after recovery\\n/);
    });

    test.each([
      ['explore queue', /more than 1,000 states in this scope, name by name: too many for --dot; take a smaller one/],
      [`${tiny} --depth 3`, /--dot writes the whole graph: leave --depth out/],
    ])('and refuses before it writes anything: %s', async (args, message) => {
      const file = join(folder, 'refused.dot');
      const { code, out, err } = await here(`${args} --dot ${file}`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(message);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(existsSync(file)).toBe(false);
    });

    test('and says in one line that the file cannot be written, after what it found', async () => {
      const { code, out, err } = await here(`${tiny} --dot ${join(folder, 'missing', 'file.dot')}`);
      expect(code).toBe(2);
      expect(out).toContain('holds in all 124 states');
      expect(err).toMatch(/^faultbook: the graph cannot be written: ENOENT.*missing\/file\.dot'\n$/);
    });
  });

  test('is inconclusive, too, where there are too many states to drive their edges', async () => {
    const { code, report } = await json('explore queue --max-states 50 --system sqlite');
    expect(code).toBe(3);
    const notDriven = 'more than 50 states; take a smaller scope';
    expect(report).toMatchObject({ verdict: 'inconclusive', driven: { system: 'sqlite', notDriven } });
    const { code: violated, out } = await here(
      'explore queue --without fencing --faults 0 --max-states 300 --system sqlite',
    );
    expect(violated).toBe(1);
    expect(out).toMatch(/=> INV_004 is violated[^]*inconclusive: no edge was driven on sqlite: more than 300 states/);
  });

  test('drives every edge on a system that is named', async () => {
    const { code, report } = await json('explore queue --workers-in-model 1 --system sqlite');
    expect(code).toBe(0);
    const driven = report['driven'] as { edges: number; drivenEdges: number; divergence: null };
    expect(driven).toMatchObject({ system: 'sqlite', drivenEdges: driven.edges, divergence: null });
    expect(driven.edges).toBeGreaterThan(2_000);
  });
});
