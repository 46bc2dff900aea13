import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { breaksOf } from '../src/check/breaks.ts';
import { prepareRefresh } from '../src/check/prepare-failure-mode.ts';
import { readRaceTrace } from '../src/corpus/any-trace.ts';
import { policyRunsAmong, racesAmong, readFailureModes, runsAmong } from '../src/corpus/failure-modes.ts';
import { filesOf } from '../src/corpus/promoted/files.ts';
import { formatFiles } from '../src/corpus/promoted/format.ts';
import { importsInClone } from '../src/corpus/promoted/imports.ts';
import { filesOfRace } from '../src/corpus/promoted/race-files.ts';
import { openQuestions } from '../src/corpus/promoted/spec.ts';
import { readTrace } from '../src/corpus/trace.ts';
import type { Command, Model, Outcome } from '../src/kernel/model.ts';
import { policiesWithout } from '../src/kernel/subject.ts';
import { prepareRaceMode, replayToday } from '../src/race/prepare-race-mode.ts';
import { raceSpecificationTexts } from '../src/report/race-specification.ts';
import { specificationTexts } from '../src/report/specification-texts.ts';
import { subjects } from '../src/subjects/index.ts';
import { readSubject } from '../src/vitest/failure-mode.ts';
import { expectAsWritten } from './as-written.ts';

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

describe.each(policyRunsAmong(modes))(
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

test.each(runsAmong(modes))(
  '$folder is what promote writes from its trace, except the texts of a person',
  async (mode) => {
    const { folder, without } = mode;
    const trace = await readTrace(join(root, folder, 'trace.json'));
    const subject = await readSubject(mode, join(root, folder, 'tests'));
    expect(trace.policies).toEqual(policiesWithout(subject, without));
    const texts = specificationTexts;
    const contents = await prepareRefresh(subject, mode, trace, { texts });
    const files = await formatFiles(filesOf(contents, importsInClone), join(root, '../.oxfmtrc.json'));
    expectAsWritten(join(root, folder), files);
  },
);

test('two failure modes are races', () => {
  expect(racesAmong(modes).map(({ id }) => id)).toEqual(['FM_106', 'FM_107']);
});

test.each(racesAmong(modes))(
  '$folder is what promote writes from its race, except the texts of a person',
  async (mode) => {
    const { folder, subjectFile } = mode;
    const subject = await readSubject(mode, join(root, folder, 'tests'));
    const trace = await readRaceTrace(join(root, folder, 'trace.json'));
    const today = await replayToday(subject, trace, { label: folder });
    const contents = await prepareRaceMode(subject, today, mode, { texts: raceSpecificationTexts, subjectFile });
    const files = filesOfRace(contents, importsInClone, 'failure_modes');
    expectAsWritten(join(root, folder), await formatFiles(files, join(root, '../.oxfmtrc.json')));
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
        'FM_905_row',
        "export const scenario = { id: 'FM_905', title: 'x', subject: 'y', foundBy: 'z', indexRow: { scenario: 's' } };",
        /FM_905_row\/scenario\.ts exports no scenario: scenario\.indexRow\.violated: .*scenario\.indexRow\.length: /,
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
