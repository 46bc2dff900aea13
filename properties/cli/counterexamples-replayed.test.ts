import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { keepCounterexamples } from './kept-counterexamples.ts';

const { cwd, faultbook, json, path, trace, smallPath, smallTrace, altered, certified } = await keepCounterexamples();
afterAll(() => rmSync(cwd, { recursive: true }));

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
