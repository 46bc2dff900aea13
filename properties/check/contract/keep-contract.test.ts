import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkAndKeep } from '../../../src/check/check-and-keep.ts';
import { replay } from '../../../src/check/replay.ts';
import { readTrace } from '../../../src/corpus/trace.ts';
import type { Trace } from '../../../src/corpus/trace.ts';
import { asked, dispenserContract, dispenserWith, givesTwice } from './dispenser.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-keep-contract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const who = 'a test';

test('a finding of a contract is kept, and is known without a search the next time', async () => {
  const first = await checkAndKeep(dispenserWith(givesTwice), asked, { folder, who });
  expect(first).toMatchObject({ verdict: 'violated', known: [], kept: { how: 'new' } });
  const path = first.kept?.path ?? '';
  const trace = await readTrace(path);
  expect(trace).toMatchObject({ outcomes: ['number', 'number', 'number'], violation: { name: 'once', at: 2 } });
  const second = await checkAndKeep(dispenserWith(givesTwice), asked, { folder, who });
  expect(second).toMatchObject({ verdict: 'violated', runs: 0, kept: { path, how: 'known' } });
  const mended = await checkAndKeep(dispenserWith(), asked, { folder, who });
  expect(mended).toMatchObject({ verdict: 'holds', known: [{ file: path, verdict: 'gone' }] });
});

const names = { subject: 'dispenser', system: 'memory', policies: {}, scope: {} };
const taken = ['c1', 'c2', 'c1'].map((client) => ({ type: 'take', client }));
const trace: Trace = {
  version: 4,
  ...names,
  commands: taken,
  outcomes: null,
  violation: { kind: 'invariant', name: 'once', at: 2 },
  certificate: null,
  foundBy: { who },
};

test('a replay reports the answers of the system, what was known, and what was shown', async () => {
  const { verdict, found, steps, disabledAt } = await replay(dispenserWith(givesTwice), trace);
  expect({ verdict, name: found?.name, disabledAt }).toEqual({ verdict: 'reproduced', name: 'once', disabledAt: null });
  expect(steps.map(({ model }) => model.outcome)).toEqual([0, 1, 0].map((number) => ({ type: 'number', number })));
  expect(steps[1]).toMatchObject({ model: { state: { c1: [0], c2: [1] } }, system: { view: { out: [0, 1] } } });
  // After the broken promise there was no look.
  expect(steps[2]?.system).toBeNull();
});

test('a replay reports a finding that is gone, and another one', async () => {
  expect(await replay(dispenserWith(), trace)).toMatchObject({ verdict: 'gone', found: null });
  const other = { show: (): readonly number[] => [] };
  expect(await replay(dispenserWith(other), trace)).toMatchObject({ verdict: 'other', found: { name: 'shownOut' } });
});

test('a replay shows a finding that comes after another broken promise', async () => {
  const both = { ...givesTwice, show: (): readonly number[] => [] };
  const { verdict, found, steps } = await replay(dispenserWith(both), trace);
  expect({ verdict, name: found?.name, steps: steps.length }).toEqual({
    verdict: 'reproduced',
    name: 'once',
    steps: 3,
  });
});

test('a replay leaves out commands that the system does not have', async () => {
  const subject = dispenserWith({}, { commands: ['take'] }, { recoveries: [] });
  const commands = [...taken.slice(0, 1), { type: 'giveBack', client: 'c1' }];
  const { verdict, steps } = await replay(subject, { ...trace, commands });
  expect(verdict).toBe('gone');
  expect(steps.map(({ command }) => command.type)).toEqual(['take']);
});

test('a replay takes each way to recover until the finding shows', async () => {
  const keeps = { giveBack: () => undefined };
  const recoveries = dispenserContract.recoveries.toReversed();
  const inRecovery: Trace = {
    ...trace,
    commands: taken.slice(0, 1),
    violation: { kind: 'invariant', name: 'shownOut', at: 1 },
  };
  const { verdict, steps } = await replay(dispenserWith(keeps, {}, { recoveries }), inRecovery);
  expect(verdict).toBe('reproduced');
  expect(steps.map(({ isRecovery }) => isRecovery)).toEqual([false, true]);
});
