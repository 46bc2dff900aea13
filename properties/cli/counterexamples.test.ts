import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../src/corpus/trace.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-counterexamples-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function faultbook(args: string): Promise<Ended> {
  return runHere(args.split(' '), { cwd });
}

async function json(args: string): Promise<{ code: number | null; report: Record<string, unknown> }> {
  const { code, out } = await faultbook(`${args} --json`);
  return { code, report: JSON.parse(out) as Record<string, unknown> };
}

// The first check of the file finds something, and what follows goes on from what it kept.
const first = await faultbook('check queue --without fencing');
const [file = 'none'] = readdirSync(join(cwd, 'counterexamples'));
const path = join('counterexamples', file);
const trace = await readTrace(join(cwd, path));

// The same in the small scope, for what is explored again.
await faultbook('check queue --without fencing --scope small --counterexamples small');
const [smallFile = 'none'] = readdirSync(join(cwd, 'small'));
const smallPath = join('small', smallFile);
const smallTrace = await readTrace(join(cwd, smallPath));

/** The same trace with something altered, under a name of its own. */
function altered(name: string, differing: Partial<Trace>): string {
  writeFileSync(join(cwd, name), JSON.stringify({ ...trace, ...differing }));
  return name;
}

/** The trace of the small scope with other figures in its certificate. */
function certified(name: string, figures: object): string {
  return altered(name, {
    ...smallTrace,
    certificate: { ...smallTrace.certificate, ...figures } as Trace['certificate'],
  });
}

test('the guide shows what check and replay print', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/reading-a-counterexample.md'), 'utf8');
  const { out } = await faultbook(`replay ${path}`);
  for (const [printed, from] of [
    [first.out, '#  client'],
    [out, '#  on      changed'],
  ] as const) {
    expect(printed).toContain(from);
    expect(guide).toContain(
      `\`\`\`\n${printed
        .slice(printed.indexOf(from))
        .replace(/\n\nto promote it: .*\n$/, '')
        .trimEnd()}\n\`\`\``,
    );
  }
});

describe('faultbook check', () => {
  test('keeps what it finds, and says where and why it is believed to be the shortest', () => {
    expect(first.code).toBe(1);
    expect(first.out).toContain('=> INV_004 is violated');
    expect(first.out).toMatch(/^minimal: no run of at most 3 commands has this violation \(\d+ states explored\)$/m);
    expect(first.out).toContain(`\nkept: ${path}\n`);
    expect(file).toMatch(/^queue\.sqlite\.without-fencing\.INV_004\.[0-9a-f]{12}\.json$/);
    expect(trace).toMatchObject({
      commands: { length: 4 },
      certificate: { kind: 'minimal', exploredDepth: 3 },
      foundBy: { who: 'faultbook check', seed: 1 },
    });
  });

  test('shows the counterexample first, and last the lines to replay and promote it', async () => {
    const digits = file.slice(-'0123456789ab.json'.length, -'.json'.length);
    expect(first.out).toMatch(/^queue on sqlite,[^]*seed 1\n\n# /);
    expect(first.out).not.toContain('outcomes');
    expect(first.out.trimEnd().split('\n').slice(-2)).toEqual([
      `to replay it:   npx faultbook replay ${digits}`,
      `to promote it:  npx faultbook promote ${digits} --name inv_004`,
    ]);
    expect((await json(`replay ${digits}`)).report).toMatchObject({ file: path, verdict: 'reproduced' });
    const unknown = await faultbook('replay 0123456789ab');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('0123456789ab')]);
  });

  test('names the whole path of a counterexample in another folder', async () => {
    const { out } = await faultbook('check queue --without fencing --scope small --counterexamples small');
    expect(out).toContain(`\nto replay it:   npx faultbook replay ${smallPath}\n`);
  });

  test('names the file of --subject in the lines that replay and promote', async () => {
    const planted = join(import.meta.dirname, '../../examples/transfer/planted.ts');
    const { out } = await faultbook(`check --subject ${planted} --counterexamples planted`);
    const [, kept = ''] = /^kept: (.*)$/m.exec(out) ?? [];
    expect(out.trimEnd().split('\n').slice(-2)).toEqual([
      `to replay it:   npx faultbook replay ${kept} --subject ${planted}`,
      expect.stringMatching(/^to promote it:  npx faultbook promote \S+ --name \w+ --subject \S+planted\.ts$/),
    ]);
  });

  test('shows the coverage of a check with a violation with --verbose', async () => {
    const { out } = await faultbook('check queue --without fencing --no-counterexamples --verbose');
    expect(out).toMatch(/=> INV_004 is violated[^]*\n\ncommand +outcomes\n/);
  });

  test('replays what is kept before anything else: what it shows is a violation at once', async () => {
    const { code, report } = await json('check queue --without fencing --seed 99');
    expect(code).toBe(1);
    expect(report).toMatchObject({
      verdict: 'violated',
      runs: 0,
      known: [{ file: path, verdict: 'reproduced', notes: [] }],
      kept: { path, how: 'known' },
      counterexample: { violation: { name: 'INV_004' }, commands: trace.commands, certificate: trace.certificate },
    });
  });

  test('replays nothing of other policies or systems', async () => {
    const { code, report } = await json('check queue --runs 20 --jobs 1');
    expect({ code, known: report['known'], kept: report['kept'] }).toEqual({ code: 0, known: [], kept: null });
    cpSync(join(cwd, 'counterexamples'), join(cwd, 'systems'), { recursive: true });
    const other = await json(
      'check queue --without fencing --system sqlite-file --scope small --counterexamples systems',
    );
    expect(other).toMatchObject({ code: 1, report: { known: [], kept: { how: 'new' } } });
  });

  test('neither replays nor keeps traces with --no-counterexamples', async () => {
    const before = readdirSync(cwd);
    const { code, report } = await json('check queue --without reconcile --scope small --no-counterexamples');
    expect({ code, known: report['known'], kept: report['kept'] }).toEqual({ code: 1, known: [], kept: null });
    expect(readdirSync(cwd)).toEqual(before);
    expect(readdirSync(join(cwd, 'counterexamples'))).toEqual([file]);
  });

  test('reports traces that no longer reproduce, fit or parse, and goes on', async () => {
    const folder = join(cwd, 'old');
    mkdirSync(folder);
    const shipped = { ...trace.policies, fencing: true };
    altered('old/a.json', { policies: shipped });
    altered('old/b.json', {
      policies: shipped,
      commands: [{ type: 'leese' }],
      outcomes: ['leesed'],
      violation: { ...trace.violation, at: 0 },
    });
    altered('old/c.json', { policies: { ...shipped, magic: true } });
    writeFileSync(join(folder, 'd.json'), '{');
    const { code, report } = await json('check queue --runs 20 --jobs 1 --counterexamples old');
    expect(code).toBe(0);
    expect(report).toMatchObject({ verdict: 'holds', runs: 20, kept: null });
    expect(report['known']).toMatchObject([
      // The store refuses what it accepted without fencing.
      { file: 'old/a.json', verdict: 'gone', notes: [expect.stringContaining("'stale' in the model now")] },
      { file: 'old/b.json', verdict: 'mismatch', notes: [expect.stringContaining("the model has no command 'leese'")] },
      { file: 'old/c.json', verdict: 'mismatch', notes: ["'magic' is no policy of queue"] },
      { file: 'old/d.json', verdict: 'unreadable', notes: [expect.stringContaining('is not JSON, or is cut off')] },
    ]);
    const { out } = await faultbook('check queue --runs 20 --jobs 1 --counterexamples old');
    expect(out).toMatch(/^old\/a\.json no longer reproduces: command 4 /m);
    expect(out).toMatch(/^old\/d\.json cannot be read: it is not JSON, or is cut off: /m);
    expect(readdirSync(folder)).toEqual(['a.json', 'b.json', 'c.json', 'd.json']);
  });

  test('finds the same again beside a trace of it that shows nothing any more', async () => {
    mkdirSync(join(cwd, 'stale'));
    altered('stale/queue.sqlite.without-fencing.INV_004.0.json', {
      commands: [],
      outcomes: [],
      violation: { ...trace.violation, at: 0 },
    });
    const { report } = await json('check queue --without fencing --scope small --counterexamples stale');
    expect(report).toMatchObject({ known: [{ verdict: 'gone' }], kept: { how: 'new' } });
    expect(report).toHaveProperty('counterexample.commands.length', 4);
    expect(readdirSync(join(cwd, 'stale'))).toHaveLength(2);
  });

  test('says in one line where it cannot keep, and tells what it found all the same', async () => {
    // In the way of the file stands a folder of its name; a folder that is read-only or a full disk is told alike.
    mkdirSync(join(cwd, 'blocked', smallFile), { recursive: true });
    const { code, out, err } = await faultbook('check queue --without fencing --scope small --counterexamples blocked');
    expect(code).toBe(1);
    expect(out).toContain('=> INV_004 is violated');
    const reported = err.trimEnd().split('\n');
    expect(reported.at(-1)).toMatch(
      /^faultbook: the counterexample cannot be kept: EISDIR.*--counterexamples names another folder$/m,
    );
    // On a slow machine there is progress to tell before it.
    expect(reported.slice(0, -1).filter((line) => !line.startsWith('checking'))).toEqual([]);
    expect(readdirSync(join(cwd, 'blocked'))).toEqual([smallFile]);
  });

  test('does not begin where what is kept cannot be listed', async () => {
    const { code, out, err } = await faultbook(`check queue --counterexamples ${path}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^faultbook: the counterexamples cannot be read: ENOTDIR.*--no-counterexamples does without$/m);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('faultbook replay', () => {
  test('shows the run, its changes on either side and its proof at a terminal’s width', async () => {
    const { code, out } = await faultbook(`replay ${path}`);
    expect(code).toBe(1);
    expect(out).toMatch(/^4 +commit → committed +commit of j1 by e1, EFFECT of j1 by e1$/m);
    expect(out).toMatch(/^ {3}both +jobs\.0\.token = 1$/m);
    expect(out).toMatch(/^ {3}sqlite +- leases\.0$/m);
    expect(out).toMatch(/^reproduced: INV_004 \(invariant\)$/m);
    expect(out).toMatch(/^minimal: no run of at most 3 commands has this violation/m);
    expect(out).toMatch(/\n\nto promote it: {2}npx faultbook promote [0-9a-f]{12} --name inv_004\n$/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('ends with 0 where the violation is gone, and says that it is', async () => {
    const { code, out } = await faultbook(
      `replay ${altered('fixed.json', { policies: { ...trace.policies, fencing: true } })}`,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^gone: INV_004 \(invariant\) no longer reproduces$/m);
    expect(out).not.toContain('=>');
    expect(out).toContain("'stale' in the model now");
  });

  test('replays on another system', async () => {
    const { code, report } = await json(`replay ${path} --system sqlite-file`);
    expect(code).toBe(1);
    expect(report).toMatchObject({ system: 'sqlite-file', verdict: 'reproduced', recheck: null });
    const steps = report['steps'] as { patches: unknown[]; changes: unknown[] }[];
    expect(steps.map(({ patches, changes }) => patches.length * changes.length > 0)).toEqual([true, true, true, true]);
  });

  test('shows the whole state at one point, on both sides', async () => {
    const { code, report } = await json(`replay ${path} --step 3`);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      step: 3,
      after: { type: 'fail', worker: 'w1', fault: 'replyLost' },
      state: { jobs: [{ id: 'j1', token: 2 }], faults: 1 },
      view: { jobs: [{ id: 'j1', token: 2 }] },
    });
    expect((await json(`replay ${path} --step 0`)).report).toMatchObject({
      after: null,
      state: { jobs: [] },
      view: { jobs: [] },
    });
    expect((await faultbook(`replay ${path} --step 3`)).out).toMatch(/^after step 3, .*"replyLost"/);
  });

  test('reads a trace of version 1', async () => {
    const { outcomes: _, certificate: __, ...rest } = trace;
    writeFileSync(join(cwd, 'v1.json'), JSON.stringify({ ...rest, version: 1, foundBy: 'a person' }));
    const { code, out } = await faultbook('replay v1.json');
    expect(code).toBe(1);
    expect(out).toContain('found by a person');
    expect(out).toContain('\nnot minimised\n');
  });

  test('explores again what a certificate says, and takes nothing on trust', async () => {
    const { report } = await json(`replay ${smallPath} --recheck`);
    expect(smallTrace.certificate).toMatchObject({ kind: 'minimal' });
    expect({ ...smallTrace.certificate, ...(report['recheck'] as object) }).toEqual({
      ...smallTrace.certificate,
      verdict: 'confirmed',
      isViolated: false,
    });
    const { code, out } = await faultbook(`replay ${certified('wrong.json', { digest: '0'.repeat(32) })} --recheck`);
    expect(code).toBe(1);
    expect(out).toMatch(/^explored again, unlike the certificate: \d+ states within 3 commands, digest/m);
  });

  test('refutes a certificate where exploring finds the violation, whatever its figures', async () => {
    const deeper = await json(`replay ${certified('deeper.json', { exploredDepth: 4 })} --recheck`);
    const { states, digest, isViolated } = deeper.report['recheck'] as {
      states: number;
      digest: string;
      isViolated: boolean;
    };
    expect(isViolated).toBe(true);
    const agreeing = certified('deeper.json', { exploredDepth: 4, states, digest });
    expect((await json(`replay ${agreeing} --recheck`)).report['recheck']).toMatchObject({
      verdict: 'refuted',
      states,
      digest,
    });
  });
});

describe('an unusable trace is reported in one line, with exit code 2', () => {
  writeFileSync(join(cwd, 'cut.json'), readFileSync(join(cwd, path), 'utf8').slice(0, 200));
  altered('subject.json', { subject: 'quueue' });
  altered('type.json', { commands: [...trace.commands.slice(1), { type: 'leese', worker: 'w1' } as never] });
  altered('ids.json', {
    commands: trace.commands.map((one) => ({ ...one, ...('worker' in one && { worker: 'w9' }) })),
  });
  altered('local.json', { certificate: { kind: 'locally minimal', reason: 'not explored' } });

  test.each([
    ['replay 123456789abc', /: 123456789abc is no file, and no counterexample in counterexamples has these digits$/m],
    ['replay cut.json', /cut\.json is not JSON, or is cut off/],
    ['replay subject.json', /unknown subject 'quueue'; did you mean 'queue'/],
    ['replay type.json', /type\.json does not fit: command 4 .*the model has no command 'leese'/],
    ['replay ids.json', /ids\.json does not fit: command 2 .*worker "w9" does not exist; there is w1, w2/],
    ['replay local.json --recheck', /local\.json has no exploration to repeat: locally minimal: not explored/],
    [`replay ${path} --step 5`, /has no step 5: the run takes 4/],
    [`replay ${path} --system oracle`, /unknown system of queue 'oracle'/],
    [`promote ${path}`, /required option '--name/],
    [`promote ${path} --name Late-Commit`, /'Late-Commit' is no name of a failure mode/],
    [`promote ${path} --name late_commit --number 1`, /number 1 is in use; \d+ is free/],
    [`promote ${path} --name late_commit --number 150`, /the numbers of queue are 1 to 99, and 150 is none/],
    [`promote ${path} --name duplicate_retry`, /the name 'duplicate_retry' is taken, by FM_001_duplicate_retry/],
    ['promote fixed.json --name late_commit', /does not show INV_004 on sqlite any more: there is nothing to promote/],
  ])('%s', async (args, message) => {
    altered('fixed.json', { policies: { ...trace.policies, fencing: true } });
    const { code, out, err } = await faultbook(args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
