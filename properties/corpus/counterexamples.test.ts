import { mkdirSync, mkdtempSync, promises, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Kept } from '../../src/corpus/counterexamples.ts';
import { keepCounterexample, readCounterexamples } from '../../src/corpus/counterexamples.ts';
import { fileNameOf } from '../../src/corpus/signature.ts';
import { traceText } from '../../src/corpus/trace-text.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { aTrace } from './traces.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultbook-corpus-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const symmetry = [
  ['w1', 'w2'],
  ['j1', 'j2'],
];

function keep(trace: Trace, gone: readonly string[] = []): Promise<Kept> {
  return keepCounterexample(folder, trace, { symmetry, gone });
}

/** A run of so many commands, the last of which says which run it is. */
function runOf(length: number, last = 'down'): Trace {
  const commands = [...Array.from({ length: length - 1 }, () => ({ type: 'up' })), { type: last }];
  return aTrace({ commands, violation: { kind: 'invariant', name: 'FLOOR', at: length - 1 } });
}

async function kept(): Promise<(readonly string[])[]> {
  const files = await readCounterexamples(folder);
  return files.map(({ trace }) => (trace?.commands ?? []).map(({ type }) => type));
}

describe('the name of a file', () => {
  const name = fileNameOf(runOf(2), symmetry);

  test('says what it is of, and is the same for ever', () => {
    expect(name).toBe('counter.plain.without-floor.FLOOR.9127c980978a.json');
  });

  test('does not depend on the order of fields, the finder or interchangeable names', () => {
    const one = aTrace({
      commands: [{ type: 'lease', worker: 'w2' } as never, { type: 'submit', job: 'j1' } as never],
    });
    const other = aTrace({
      commands: [{ worker: 'w1', type: 'lease' } as never, { type: 'submit', job: 'j2' } as never],
      foundBy: { who: 'another' },
      certificate: { kind: 'locally minimal', reason: 'a test' },
    });
    expect(fileNameOf(one, symmetry)).toBe(fileNameOf(other, symmetry));
  });

  test.each<Partial<Trace>>([
    { subject: 'other' },
    { system: 'other' },
    { policies: { floor: true } },
    { violation: { kind: 'invariant', name: 'STEPS', at: 0 } },
    { violation: { kind: 'settled', name: 'FLOOR', at: 0 } },
    { violation: { kind: 'invariant', name: 'FLOOR', where: 'down', at: 0 } },
    { commands: [{ type: 'up' }] },
    { recovery: [{ type: 'up' }] },
  ])('is another for %j', (differing) => {
    expect(fileNameOf(aTrace(differing), symmetry)).not.toBe(fileNameOf(aTrace(), symmetry));
  });

  test('has no character that a file system minds, whatever the violation is called', () => {
    const strange = aTrace({ violation: { kind: 'systemError', name: `../a/b\\c:d*"é\n${'x'.repeat(400)}`, at: 0 } });
    expect(fileNameOf(strange, symmetry)).toMatch(/^[\w.+-]{1,200}$/);
  });
});

describe('a finding is kept', () => {
  test('as one file, in a folder that is made where there is none', async () => {
    folder = join(folder, 'a/b');
    const { path, how } = await keep(runOf(3));
    expect(how).toBe('new');
    expect(readFileSync(path, 'utf8')).toBe(traceText(runOf(3)));
    expect(await keep(runOf(3))).toEqual({ path, how: 'known' });
    expect(readdirSync(folder)).toEqual([basename(path)]);
    folder = join(folder, '../..');
  });

  test('by its shortest run, whichever comes first', async () => {
    const long = await keep(runOf(4));
    const short = await keep(runOf(2));
    expect(short.how).toBe('shorter');
    expect(await keep(runOf(3))).toEqual({ path: short.path, how: 'known' });
    expect(await kept()).toEqual([['up', 'down']]);
    expect(long.path).not.toBe(short.path);
  });

  test('of runs of the same length by the proved run, or by the same run in any order', async () => {
    await keep(runOf(2, 'jump'));
    await keep(runOf(2, 'down'));
    expect(await kept()).toEqual([['up', 'down']]);
    await keep(runOf(2, 'jump'));
    expect(await kept()).toEqual([['up', 'down']]);
    const certificate = { kind: 'minimal', exploredDepth: 1, states: 2, digest: '0'.repeat(32) } as const;
    await keep({ ...runOf(2, 'jump'), certificate });
    expect(await kept()).toEqual([['up', 'jump']]);
  });

  test('beside others', async () => {
    await keep(runOf(2));
    for (const differing of [{ system: 'other' }, { policies: { floor: true } }, { subject: 'other' }]) {
      await keep({ ...runOf(3), ...differing });
    }
    await keep({ ...runOf(3), violation: { kind: 'settled', name: 'FLOOR', at: 3 } });
    expect(await kept()).toHaveLength(5);
  });

  test('beside a shorter trace of the same that shows nothing any more', async () => {
    const { path } = await keep(runOf(1));
    expect((await keep(runOf(3), [path])).how).toBe('new');
    expect(await kept()).toEqual(expect.arrayContaining([['down'], ['up', 'up', 'down']]));
  });

  test('in place of all longer runs, also those that a killed process has left', async () => {
    for (const length of [4, 5, 6])
      writeFileSync(join(folder, fileNameOf(runOf(length), symmetry)), traceText(runOf(length)));
    await keep(runOf(3));
    expect(await kept()).toEqual([['up', 'up', 'down']]);
  });

  test('without touching a file that is no trace', async () => {
    const broken = join(folder, fileNameOf(runOf(9), symmetry));
    writeFileSync(broken, '{ "version": 4,');
    await keep(runOf(3));
    expect(readFileSync(broken, 'utf8')).toBe('{ "version": 4,');
    const files = await readCounterexamples(folder);
    expect(files.find(({ path }) => path === broken)).toMatchObject({ trace: null, message: /is not JSON/ });
  });

  test('or not at all, with nothing left half-way, where it cannot be written', async () => {
    const inTheWay = join(folder, fileNameOf(runOf(3), symmetry));
    mkdirSync(inTheWay);
    await expect(keep(runOf(3))).rejects.toMatchObject({ syscall: 'rename' });
    expect(readdirSync(folder)).toEqual([basename(inTheWay)]);
  });
});

test('a folder that is not there has no counterexamples', async () => {
  expect(await readCounterexamples(join(folder, 'none'))).toEqual([]);
});

test('a folder that cannot be listed is an error, and not an empty one', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(readCounterexamples(file)).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('a folder that cannot be made is an error, before a trace is written', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const options = { symmetry, gone: [] };
  await expect(keepCounterexample(join(file, 'below'), runOf(2), options)).rejects.toMatchObject({ syscall: 'mkdir' });
});

test('a file of another kind, and one that is half written, are no counterexamples', async () => {
  for (const name of ['notes.txt', '.a.json', 'json', 'b.json.tmp']) writeFileSync(join(folder, name), 'x');
  const { path } = await keep(runOf(2));
  expect((await readCounterexamples(folder)).map((file) => file.path)).toEqual([path]);
});

test('replaces a stale trace in its own file when the violation is found again', async () => {
  const { path } = await keep(runOf(3));
  expect(await keep(runOf(3), [path])).toEqual({ path, how: 'new' });
});

test('leaves a file of the same finding alone that a user gave another name', async () => {
  const own = join(folder, 'mine.json');
  writeFileSync(own, traceText(runOf(3)));
  expect(await keep(runOf(3))).toMatchObject({ how: 'new' });
  expect(await keep(runOf(2))).toMatchObject({ how: 'shorter' });
  expect(readFileSync(own, 'utf8')).toBe(traceText(runOf(3)));
  expect(await kept()).toHaveLength(2);
});

test('a longer trace that another process has just removed is no error', async () => {
  const { path } = await keep(runOf(3));
  const remove = promises.rm;
  const spy = vi.spyOn(promises, 'rm');
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  spy.mockImplementation(async (file, options) => {
    rmSync(String(file));
    await remove(file, options);
  });
  expect(await keep(runOf(2))).toMatchObject({ how: 'shorter' });
  expect(spy).toHaveBeenCalledExactlyOnceWith(path, { force: true });
  expect(await kept()).toEqual([['up', 'down']]);
});
