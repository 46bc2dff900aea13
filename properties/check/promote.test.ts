import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PromoteOptions } from '../../src/check/promote.ts';
import { promote } from '../../src/check/promote.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import type { Counterexample } from '../../src/kernel/counterexample.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { UserError } from '../../src/kernel/user-error.ts';
import { specificationTexts } from '../../src/report/specification-texts.ts';
import { counterByPolicies, counterSubject, counterSystem } from './counter.ts';

const here = join(import.meta.dirname, '../..');

const counter: AnySubject = counterByPolicies;

const found: Counterexample = {
  subject: 'counter',
  system: 'plain',
  policies: { floor: false },
  scope: { most: 10 },
  commands: [{ type: 'down' }],
  violation: { kind: 'invariant', name: 'FLOOR', at: 0, side: 'both', details: 'it is below zero' },
  certificate: { kind: 'locally minimal', reason: 'a single command' },
  foundBy: { who: 'a search', seed: 1, run: 2 },
};
const trace = traceOf(counter, found);

interface Project {
  readonly root: string;
  readonly modes: string;
  readonly options: PromoteOptions;
}

/** A project of a user without Faultbook, and with a module that defines the generated tests by these bodies. */
function makeProject(assertion = "expect(id).toBe('FM_301')", regression = ''): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-promote-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'), 'junction');
  const modes = join(root, 'kept/modes');
  const tests = join(root, 'generated.js');
  const code = `
    import { expect, test } from 'vitest';
    export const testRepro = ({ id }) => test('repro of ' + id, () => ${assertion});
    export const testPrevention = ({ id }) => test('prevention of ' + id, () => {});
    export const testRegression = ({ id }) => {
      test('regression of ' + id, () => { ${regression} });
      test('the trace of ' + id, () => {});
    };
  `;
  writeFileSync(tests, code);
  const options: PromoteOptions = {
    name: 'below_zero',
    numbersAfter: 300,
    failureModes: modes,
    index: null,
    formatting: null,
    texts: specificationTexts,
    imports: { library: 'faultbook', tests },
  };
  return { root, modes, options };
}

/** The files below a folder, by their paths. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

describe('a promotion', () => {
  test('writes into the named folder, returns the facts, and prints nothing', async () => {
    const printed = [vi.spyOn(process.stdout, 'write'), vi.spyOn(console, 'log'), vi.spyOn(process.stderr, 'write')];
    onTestFinished(() => printed.forEach((spy) => spy.mockRestore()));
    const { root, modes, options } = makeProject();
    const promoted = await promote(counter, found, options);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    const folder = join(modes, 'FM_301_below_zero');
    expect(promoted).toMatchObject({
      verdict: 'published',
      folder,
      openQuestions: 7,
      run: { files: 2, passed: 2, failures: [] },
      naming: { id: 'FM_301', title: 'Below zero' },
      contents: {
        scenario: {
          without: ['floor'],
          violations: [{ name: 'FLOOR', at: 0 }, { name: 'ZERO' }],
          prevention: { by: 'policy', onModel: { further: 3, atLeast: 30 }, onSystem: { further: 2, atLeast: 10 } },
          foundBy: 'a search, seed 1, run 2',
        },
      },
    });
    // The folder of the test is in no package of modules.
    const files = [
      'package.json',
      'scenario.ts',
      'spec.md',
      'tests/prevent_fm301.test.ts',
      'tests/repro_fm301.test.ts',
      'trace.json',
    ];
    expect('files' in promoted && promoted.files.toSorted()).toEqual(files);
    expect(filesBelow(folder)).toEqual(files);
    const spec = readFileSync(join(folder, 'spec.md'), 'utf8');
    expect(spec).toContain(`\`npx vitest run ${relative('', folder)}\``);
    expect(spec).not.toContain('npm run ');
    expect(readFileSync(join(folder, 'scenario.ts'), 'utf8')).toMatch(/^import type \{ Scenario \} from 'faultbook';/);
    expect(readFileSync(join(folder, 'tests/repro_fm301.test.ts'), 'utf8')).toContain(`'${options.imports.tests}'`);
    expect(JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8'))).toEqual(trace);
    expect(readdirSync(root).toSorted()).toEqual(['generated.js', 'kept', 'node_modules']);
    expect(readdirSync(join(root, 'kept'))).toEqual(['modes']);
  });

  test('replaces a failure mode only where the caller asks for it', async () => {
    const { root, modes, options } = makeProject();
    await promote(counter, trace, { ...options, number: 301 });
    const old = join(modes, 'FM_301_below_zero/old.txt');
    writeFileSync(old, '');
    await expect(promote(counter, trace, options)).rejects.toThrow("the name 'below_zero' is taken");
    expect(existsSync(old)).toBe(true);
    const other = promote(counter, trace, { ...options, number: 302, overwrite: true });
    await expect(other).rejects.toThrow("the name 'below_zero' is taken");
    const index = join(root, 'index.md');
    const replacing = await promote(counter, trace, { ...options, title: 'Once more', overwrite: true, index });
    expect(replacing).toMatchObject({ verdict: 'published', naming: { id: 'FM_301', title: 'Once more' } });
    expect(existsSync(old)).toBe(false);
    expect(readdirSync(modes)).toEqual(['FM_301_below_zero']);
    expect(readFileSync(index, 'utf8').match(/FM_301\]/g)).toHaveLength(1);
    expect(readdirSync(join(root, 'kept'))).toEqual(['modes']);
  });

  test('writes nothing where a generated test fails', async () => {
    const { root, options } = makeProject("expect(id).toBe('another')");
    const promoted = await promote(counter, trace, options);
    expect(promoted).toMatchObject({ verdict: 'failed', naming: { id: 'FM_301' }, run: { passed: 1 } });
    expect('run' in promoted && promoted.run.failures.join()).toContain('repro of FM_301');
    expect(readdirSync(join(root, 'kept'))).toEqual([]);
  });

  test('writes nothing where it is interrupted while its tests run', async () => {
    const { root, options } = makeProject();
    const stop = new AbortController();
    const promoted = await promote(counter, trace, { ...options, signal: stop.signal, onTests: () => stop.abort() });
    expect(promoted).toEqual({ verdict: 'interrupted' });
    expect(readdirSync(join(root, 'kept'))).toEqual([]);
  });

  test.each<[string, Partial<Trace>, Partial<PromoteOptions>, string]>([
    ['a name with capitals', {}, { name: 'Below-Zero' }, "'Below-Zero' is no name of a failure mode"],
    ['a number of another subject', {}, { number: 1 }, 'the numbers of counter are 301 to 399, and 1 is none'],
    ['a title of two lines', {}, { title: 'a\nb' }, 'a title is one line'],
    ['a trace of another subject', { subject: 'queue' }, {}, 'the trace is of queue, not of counter'],
    ['a system that there is not', { system: 'big' }, {}, "the trace does not fit: counter has no system 'big'"],
    [
      'an unknown policy',
      { policies: { roof: false } },
      { label: 'x.json' },
      "x.json does not fit: 'roof' is no policy of counter",
    ],
    [
      'a violation that is gone',
      { policies: { floor: true } },
      { label: 'x.json' },
      'x.json does not show FLOOR on plain any more: there is nothing to promote',
    ],
  ])('refuses %s in one line, and writes nothing', async (_, changed, options, message) => {
    const { root, options: usual } = makeProject();
    const error: unknown = await promote(counter, { ...trace, ...changed }, { ...usual, ...options }).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^[^\n]+$/) });
    expect(String(error)).toContain(message);
    expect(existsSync(join(root, 'kept'))).toBe(false);
  });
});

describe('the promotion of a bug, which no policy prevents', () => {
  const planted: AnySubject = counterSubject(() => counterSystem((value) => (value === 2 ? 7 : value)));
  const bug: Counterexample = {
    ...found,
    policies: { floor: true },
    commands: [{ type: 'up' }, { type: 'up' }],
    violation: { kind: 'divergence', name: 'view.value', at: 1, side: 'system', details: '2 on the model' },
  };
  const byBug = "throw new Error(id + ' is open: this test fails until the bug is mended')";

  test('writes one regression test, which is red', async () => {
    const { modes, options } = makeProject(undefined, byBug);
    const promoted = await promote(planted, bug, options);
    expect(promoted).toMatchObject({ verdict: 'published', run: { files: 1, passed: 1 } });
    const folder = join(modes, 'FM_301_below_zero');
    expect(filesBelow(folder)).toEqual([
      'package.json',
      'scenario.ts',
      'spec.md',
      'tests/regression_fm301.test.ts',
      'trace.json',
    ]);
    const text = readFileSync(join(folder, 'tests/regression_fm301.test.ts'), 'utf8');
    expect(text.split('\n')).toEqual([
      '// No policy prevents this bug: the test fails until the bug is mended.',
      `import { testRegression } from '${options.imports.tests}';`,
      "import { scenario } from '../scenario.ts';",
      'await testRegression(scenario, import.meta.dirname);',
      '',
    ]);
  });

  test.each([
    ['passes', ''],
    ['fails for another reason', "throw new Error('the database is down')"],
  ])('writes nothing where the regression test %s', async (_, regression) => {
    const { root, options } = makeProject(undefined, regression);
    expect(await promote(planted, bug, options)).toMatchObject({ verdict: 'failed', naming: { id: 'FM_301' } });
    expect(readdirSync(join(root, 'kept'))).toEqual([]);
  });
});
