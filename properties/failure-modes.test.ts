import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFailureModes } from '../src/corpus/failure-modes.ts';
import { readTrace } from '../src/corpus/trace.ts';
import type { Command } from '../src/kernel/model.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import { fallsOf } from '../src/minimise/falls.ts';
import { subjects } from '../src/subjects/index.ts';

const root = join(import.meta.dirname, '../failure_modes');

describe.each(await readFailureModes(root))(
  '$folder',
  ({ folder, id, subject: name, without, scope, commands, breaks }) => {
    const subject = subjects.find((one) => one.name === name);
    const policies = {
      ...allPolicies(subject ?? { policies: {} }),
      ...Object.fromEntries(without.map((policy) => [policy, false])),
    };
    const number = id.slice('FM_'.length);

    test('has all that a failure mode has', () => {
      const files = ['spec.md', 'trace.json', `tests/repro_fm${number}.test.ts`, `tests/prevent_fm${number}.test.ts`];
      expect(files.filter((file) => !existsSync(join(root, folder, file)))).toEqual([]);
    });

    test('has policies off that its subject has', () => {
      expect(without.filter((policy) => !Object.hasOwn(subject?.policies ?? {}, policy))).toEqual([]);
    });

    test('breaks what it claims to break on the model, and nothing else', () => {
      const falls = fallsOf(subject?.model(policies, scope) as never, commands as readonly Command[]);
      const namesOf = (kind: string): string[] => falls.filter((fall) => fall.kind === kind).map((fall) => fall.name);
      const during = falls.filter(
        ({ kind, commands: until }) => kind === 'invariant' && until.length <= commands.length,
      );
      expect(during.map((fall) => fall.name)).toEqual(breaks.during);
      expect(namesOf('settled')).toEqual(breaks.settled);
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
