import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { failureModeFacts } from '../../src/check/failure-mode-facts.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { replayFitting } from '../../src/check/replay-fitting.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import { mismatchesOfCommands } from '../../src/corpus/fits.ts';
import { explore } from '../../src/explore/explore.ts';
import { firstDisabled, isEnabledRun } from '../../src/kernel/interpreter.ts';
import { NotJson } from '../../src/kernel/strict-json.ts';
import { minimise } from '../../src/minimise/minimise.ts';
import { shows } from '../../src/minimise/violations.ts';
import type { AccountCommand, AccountSubject } from './account.ts';
import { accountSubject, mostAmount } from './account.ts';

const options = { system: 'system', policies: {}, scope: {}, runs: 100, length: 4, seed: 1 };

async function commandsOf(subject: AccountSubject, seed = 1): Promise<readonly AccountCommand[] | undefined> {
  return (await check(subject, { ...options, seed })).counterexample?.commands;
}

describe('a bug that shows only above an amount', () => {
  const bound = fc.integer({ min: 1, max: mostAmount - 100 });

  test('of the system is found, and shrunk to the smallest amount that shows it', async () => {
    const property = fc.asyncProperty(bound, fc.nat(), async (most, seed) => {
      const subject = accountSubject({
        shows: ({ balance }, last) => (last?.type === 'deposit' && last.amount > most ? balance - 1 : balance),
      });
      expect(await commandsOf(subject, seed)).toEqual([{ type: 'deposit', client: 'c1', amount: most + 1 }]);
    });
    await fc.assert(property, { numRuns: 15, seed: 1 });
  });

  test('of the model is found, and shrunk to one command with the smallest sum', async () => {
    const property = fc.asyncProperty(bound, fc.nat(), async (most, seed) => {
      const subject = accountSubject({ holds: ({ balance }) => balance <= most });
      expect(await commandsOf(subject, seed)).toEqual([{ type: 'deposit', client: 'c1', amount: most + 1 }]);
    });
    await fc.assert(property, { numRuns: 15, seed: 1 });
  });

  test('is shrunk to two commands where one amount cannot be large enough', async () => {
    const amount = fc.integer({ min: 1, max: 100 });
    const subject = accountSubject({ amount, holds: ({ balance }) => balance <= 150 });
    const commands = await commandsOf(subject);
    const amounts = commands?.map((command) => (command.type === 'deposit' ? command.amount : 0)) ?? [];
    expect([amounts.length, (amounts[0] ?? 0) + (amounts[1] ?? 0)]).toEqual([2, 151]);
  });

  test('is shrunk to one command whose amount makes up for two', async () => {
    const subject = accountSubject({ holds: ({ balance }) => balance <= 100 });
    const model = subject.model({}, {});
    const finding = { kind: 'invariant', name: 'holds' } as const;
    const run = [60, 60].map((amount): AccountCommand => ({ type: 'deposit', client: 'c2', amount }));
    const short = await minimise(model, run, (candidate) => shows(model, candidate, finding));
    expect(short).toEqual([{ type: 'deposit', client: 'c1', amount: 101 }]);
  });

  test('is shrunk by the same moves under fc.assert', () => {
    const subject = accountSubject({ holds: ({ balance }) => balance <= 250 });
    const model = subject.model({}, {});
    const runs = interleavings(model, subject.generation, 4);
    const property = fc.property(runs, (commands) => {
      const deposited = commands.map((one) => (one.type === 'deposit' ? one.amount : 0));
      return deposited.reduce((sum, one) => sum + one, 0) <= 250;
    });
    const { counterexample } = fc.check(property, { seed: 1 });
    expect(counterexample).toEqual([[{ type: 'deposit', client: 'c1', amount: 251 }]]);
  });
});

describe('a bug that shows only for some texts', () => {
  test('is shrunk to the shortest text that shows it', async () => {
    const subject = accountSubject({ holds: ({ notes }) => notes.every((text) => text.length <= 3) });
    expect(await commandsOf(subject)).toEqual([{ type: 'note', text: expect.stringMatching(/^.{4}$/s) }]);
  });

  test('keeps a text that two commands share', async () => {
    const subject = accountSubject({
      text: fc.constantFrom('key-1', 'key-2', 'key-3'),
      holds: ({ notes }) => new Set(notes).size === notes.length,
    });
    const same = { type: 'note', text: 'key-1' };
    for (const seed of [1, 2, 3, 4, 5]) expect(await commandsOf(subject, seed)).toEqual([same, same]);
  });

  test('takes the representative where an arbitrary shrinks no value without context', async () => {
    const text = fc.nat({ max: 9 }).map((digit) => `n${digit}`);
    const subject = accountSubject({ text, holds: ({ notes, balance }) => notes.length === 0 || balance === 0 });
    expect(await commandsOf(subject)).toEqual([
      { type: 'deposit', client: 'c1', amount: 1 },
      { type: 'note', text: '' },
    ]);
  });
});

describe('a run with drawn values', () => {
  const subject = accountSubject({ shows: ({ balance }) => (balance > 50 ? 0 : balance) });
  const model = subject.model({}, {});
  const deposit = (amount: number): AccountCommand => ({ type: 'deposit', client: 'c2', amount });

  test('is enabled where its representative is, whatever the values are', () => {
    expect(isEnabledRun(model, [deposit(7), { type: 'note', text: 'any' }, deposit(1)])).toBe(true);
    expect(firstDisabled(model, [1, 2, 3, 4, 5].map(deposit))).toBe(4);
  });

  test.each<[string, object]>([
    ['another value in a field that is not drawn', { type: 'deposit', client: 'c3', amount: 1 }],
    ['no value in the drawn field', { type: 'deposit', client: 'c1' }],
    ['a drawn field of another type of command', { type: 'note', text: '', amount: 1 }],
  ])('is not enabled with %s', (_, command) => {
    expect(firstDisabled(model, [command as AccountCommand])).toBe(0);
  });

  test('fits its subject as a trace, and replays as no manual run', async () => {
    const report: CheckReport<AccountCommand> = await check(subject, options);
    const { counterexample } = report;
    if (counterexample === null) throw new Error('nothing was found');
    expect(counterexample.commands).toEqual([{ type: 'deposit', client: 'c1', amount: 51 }]);
    const trace = traceOf(subject, counterexample);
    expect(await replayFitting(subject, trace)).toMatchObject({ verdict: 'reproduced', disabledAt: null });
    const naming = { id: 'FM_001', folder: 'FM_001_large', title: 'Large' };
    expect(await failureModeFacts(subject, trace, naming)).toMatchObject({
      disabledAt: null,
      scenario: { commands: counterexample.commands, prevention: { by: 'fix' } },
    });
  });

  test('is no mismatch by its values, and one by its other fields', () => {
    const commands = [deposit(77), { type: 'note', text: 'never seen' }, ...[1, 2, 3].map(deposit)];
    expect(mismatchesOfCommands(model, commands)).toEqual([]);
    const unknown = { type: 'deposit', client: 'c9', amount: 77 };
    expect(mismatchesOfCommands(model, [unknown])).toEqual([
      expect.stringContaining('client "c9" does not exist; there is c1, c2'),
    ]);
  });
});

describe('an exploration of a model with drawn fields', () => {
  const subject = accountSubject({ holds: ({ balance, notes }) => balance <= 900 || notes.length > 0 });

  test('takes one value of each, and says so', async () => {
    const model = subject.model({}, {});
    expect(await explore(model)).toMatchObject({
      violations: [],
      isComplete: true,
      drawn: ['deposit.amount', 'note.text'],
    });
  });

  test('proves no counterexample minimal, since other values may need fewer commands', async () => {
    const amount = fc.integer({ min: 1, max: 100 });
    const { counterexample } = await check(accountSubject({ amount, holds: ({ balance }) => balance <= 150 }), options);
    expect(counterexample?.certificate).toEqual({
      kind: 'locally minimal',
      reason:
        'no run of at most 1 command has this violation with the one value that was explored of deposit.amount, note.text',
    });
  });

  test('proves a counterexample of one command minimal: before it no value is drawn', async () => {
    const { counterexample } = await check(subject, options);
    expect(counterexample).toMatchObject({
      commands: [{ type: 'deposit', amount: 901 }],
      certificate: { kind: 'minimal', exploredDepth: 0 },
    });
  });

  test('is not named as a proof for a violation of the system alone', async () => {
    const onSystem = accountSubject({ shows: ({ balance }) => (balance > 1500 ? 0 : balance) });
    const { counterexample } = await check(onSystem, options);
    expect(counterexample?.certificate).toMatchObject({
      kind: 'locally minimal',
      reason: expect.stringMatching(/were driven, and none shows it, with one value of deposit\.amount, note\.text$/),
    });
  });
});

test('a drawn value that is no JSON is refused with its field', async () => {
  const subject = accountSubject({ amount: fc.constant(Number.NaN) });
  const checked = check(subject, options);
  await expect(checked).rejects.toThrow(NotJson);
  await expect(checked).rejects.toThrow('the value that is drawn for deposit.amount is the number NaN');
});
