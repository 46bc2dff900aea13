import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { breaksOf } from '../src/check/breaks.ts';
import { matrixPromotionOf, promotionOf } from '../src/cli/promotion.ts';
import { cellsAmong, readFailureModes, runsAmong } from '../src/corpus/failure-modes.ts';
import { misfitsOfPlace } from '../src/corpus/fits.ts';
import { readMatrixTrace } from '../src/corpus/matrix-trace.ts';
import { filesOf } from '../src/corpus/promoted/files.ts';
import { formatFiles } from '../src/corpus/promoted/format.ts';
import { filesOfMatrix } from '../src/corpus/promoted/matrix-files.ts';
import { generatedParts, openQuestions, refreshed } from '../src/corpus/promoted/spec.ts';
import { readTrace } from '../src/corpus/trace.ts';
import type { Command, Model, Outcome } from '../src/kernel/model.ts';
import { matrixOf, policiesWithout } from '../src/kernel/subject.ts';
import { subjectOf, subjects } from '../src/subjects/index.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

const root = join(import.meta.dirname, '../failure_modes');

const modes = await readFailureModes(root);

describe.each(modes)('$folder', ({ folder, id }) => {
  const number = id.slice('FM_'.length);

  test('has all that a failure mode has', () => {
    const files = ['spec.md', 'trace.json', `tests/repro_fm${number}.test.ts`, `tests/prevent_fm${number}.test.ts`];
    expect(files.filter((file) => !existsSync(join(root, folder, file)))).toEqual([]);
  });

  test('has a specification that leaves no question open', () => {
    expect(openQuestions(readFileSync(join(root, folder, 'spec.md'), 'utf8'))).toBe(0);
  });
});

describe.each(runsAmong(modes))(
  '$folder, a run of commands',
  ({ folder, subject: name, without, scope, commands, recovery, breaks }) => {
    const subject = subjects.find((one) => one.name === name);
    const policies = policiesWithout(subject ?? { name, policies: {} }, without);

    test('has policies off that its subject has', () => {
      expect(without.filter((policy) => !Object.hasOwn(subject?.policies ?? {}, policy))).toEqual([]);
    });

    test('breaks what it claims to break on the model, and nothing else', () => {
      const model = subject?.model(policies, scope) as AnyModel;
      const { during, settled } = breaks;
      expect(breaksOf(model, commands, recovery)).toEqual({ during, settled });
    });

    test('has a trace of the same commands', async () => {
      expect(await readTrace(join(root, folder, 'trace.json'))).toMatchObject({
        subject: name,
        policies,
        scope,
        commands,
      });
    });
  },
);

describe.each(cellsAmong(modes))('$folder, an order of statements', (mode) => {
  const subject = subjectOf(mode.subject);

  test('is of a cell that the matrix of its subject has, and breaks what is broken there', () => {
    expect(misfitsOfPlace(subject, mode)).toEqual([]);
    expect(mode.alsoIn.flatMap((pattern) => misfitsOfPlace(subject, { ...mode, pattern }))).toEqual([]);
    expect(mode.breaks).toBe(matrixOf(subject).invariant);
  });

  test('has a trace of the same statements', async () => {
    const { pattern, setting, schedule, breaks } = mode;
    const trace = await readMatrixTrace(join(root, mode.folder, 'trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, pattern, setting, breaks });
    expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
  });

  test('is what promote writes out of its trace, but for what only a person can say', async () => {
    const trace = await readMatrixTrace(join(root, mode.folder, 'trace.json'));
    expectAsWritten(
      mode.folder,
      await formatFiles(filesOfMatrix(await matrixPromotionOf(subject, trace, mode, signal)), join(root, '..')),
    );
  });
});

const signal = new AbortController().signal;

function expectAsWritten(folder: string, files: ReadonlyMap<string, string>): void {
  const read = (path: string): string => readFileSync(join(root, folder, path), 'utf8');
  const spec = files.get('spec.md') ?? '';
  expect(generatedParts(spec)).toHaveLength(6);
  expect(generatedParts(read('spec.md'))).toEqual(generatedParts(spec));
  expect(refreshed(read('spec.md'), spec)).toBe(read('spec.md'));
  const written = [...files.keys()].filter((path) => path !== 'spec.md');
  expect(written).toHaveLength(4);
  for (const path of written) expect(read(path)).toBe(files.get(path));
}

test.each(runsAmong(modes))(
  '$folder is what promote writes out of its trace, but for what only a person can say',
  async ({ folder, id, title, subject, without }) => {
    const trace = await readTrace(join(root, folder, 'trace.json'));
    expect(trace.policies).toEqual(policiesWithout(subjectOf(subject), without));
    const promotion = await promotionOf(subjectOf(subject), trace, { id, folder, title }, signal);
    expectAsWritten(folder, await formatFiles(filesOf(promotion), join(root, '..')));
  },
);

test('a failure mode that is none is named in one line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-'));
  try {
    const cases: [string, string, RegExp][] = [
      ['FM_901_empty', '', /FM_901_empty\/scenario\.ts exports no scenario: scenario: /],
      ['FM_902_broken', 'export const scenario = {', /FM_902_broken\/scenario\.ts cannot be loaded/],
      [
        'FM_903_shape',
        "export const scenario = { id: 'x' };",
        /FM_903_shape\/scenario\.ts exports no scenario: scenario\.id: .*; scenario\.title/,
      ],
      [
        'FM_905_cell',
        "export const scenario = { id: 'FM_905', title: 'x', subject: 'y', pattern: 'p', setting: 's', schedule: ['T1', 'T3'], alsoIn: [], breaks: 'I', foundBy: 'z' };",
        /FM_905_cell\/scenario\.ts exports no scenario: scenario\.schedule\.1: .*"T1"\|"T2"/,
      ],
      [
        'FM_906_both',
        "export const scenario = { id: 'FM_906', title: 'x', subject: 'y', pattern: 'p', commands: [] };",
        /FM_906_both\/scenario\.ts exports no scenario: .*scenario\.schedule: .*Unrecognized key: "commands"/,
      ],
      ['fm_4_Bad', '', /fm_4_Bad is not called FM_NNN_snake_case/],
    ];
    for (const [name, text, message] of cases) {
      mkdirSync(join(folder, name, name), { recursive: true });
      writeFileSync(join(folder, name, name, 'scenario.ts'), text);
      const failure = await readFailureModes(join(folder, name)).catch((error: unknown) => error as Error);
      expect(failure).toBeInstanceOf(Error);
      expect((failure as Error).message).toMatch(message);
      expect((failure as Error).message.split('\n')).toHaveLength(1);
    }
    await expect(readFailureModes(join(folder, 'missing'))).rejects.toThrow(/the failure modes cannot be read: ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
