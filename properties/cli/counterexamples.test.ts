import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { keepCounterexamples } from './kept-counterexamples.ts';

const { cwd, faultbook, json, first, file, path, trace, smallFile, smallPath, altered } = await keepCounterexamples();
afterAll(() => rmSync(cwd, { recursive: true }));

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
    expect(first.out).toMatch(/^queue on sqlite,[^]*seed 1, explored [\da-f]{8}\n\nscope small: [^]*\n# /);
    expect(first.out).not.toMatch(/outcomes|policy off/);
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
    expect(out).toMatch(/=> INV_004 is violated[^]*\n\nscope +runs [^]*\ncommand +outcomes\n/);
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
