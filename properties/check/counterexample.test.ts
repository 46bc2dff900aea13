import { describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { check, mostDrives } from '../../src/check/check.ts';
import { recordOtherFindings } from '../../src/check/other-findings.ts';
import { shrinkOnSystem } from '../../src/check/shrink-on-system.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { scopeOf } from '../queue/worlds.ts';
import type { CounterCommand } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';
import { summaryOf } from './summary.ts';

const usual = { system: 'plain', policies: { floor: true }, scope: { most: 10 }, runs: 200, length: 20, seed: 1 };

describe('a violation of the model', () => {
  test('comes to one counterexample for each invariant, whatever the seed, with a proof', async () => {
    const found = new Map<string, Set<string>>();
    for (const [off, { scope = 'small' }] of Object.entries(queue.policies)) {
      const policies = { ...allPolicies(queue), [off]: false } as QueuePolicies;
      for (const seed of [1, 2]) {
        const options = { system: 'sqlite', policies, scope: scopeOf(scope), runs: 500, length: 20, seed };
        const report = await check(queue, options);
        const violation = summaryOf(report.counterexample);
        const others = report.others.map(summaryOf);
        expect(violation).not.toBeNull();
        for (const one of [violation, ...others]) {
          expect(one?.certificate.kind).toBe('minimal');
          if (one === null) throw new Error('no counterexample');
          const { name, kind, at, commands, recovery, certificate } = one;
          expect(at).toBe(kind === 'settled' ? commands.length : commands.length - 1);
          const key = `${off} ${name}`;
          found.set(key, (found.get(key) ?? new Set()).add(JSON.stringify([commands, recovery, certificate])));
        }
      }
    }
    expect([...found].filter(([, results]) => results.size !== 1)).toEqual([]);
    expect(found.size).toBeGreaterThanOrEqual(6);
  });

  test('is as short as in any smaller world, where this one is too large to explore', async () => {
    const subject = counterSubject(() => {
      const state = { value: 0 };
      const { step } = counterModel({ floor: true }, { most: 10 });
      return {
        perform: async (command) => step(state, command),
        view: async () => ({ ...state }),
        close: async () => undefined,
      };
    });
    const model = (policies: { floor: boolean }, scope: { most: number }): ReturnType<typeof counterModel> => ({
      ...counterModel(policies, scope),
      // One jump leads to the violation, and as many as there is room for lead elsewhere.
      commands: ({ value }) =>
        value === 0
          ? [{ type: 'up' }, ...Array.from({ length: scope.most }, (_, to) => ({ type: 'jump' as const, to: 4 - to }))]
          : [{ type: 'up' }],
      invariants: [{ id: 'LOW', says: 'It stays low.', holds: ({ value }) => value < 5 }],
    });
    const options = {
      ...usual,
      scope: { most: 100 },
      maxStates: 30,
      generation: { weights: { up: 1e9 }, swarmRate: 0, steerRate: 0 },
    };
    const scopes = { small: { most: 5 }, large: { most: 100 } };
    const violation = summaryOf(
      (await check({ ...subject, model, scopes, coverageGoals: [] }, options)).counterexample,
    );
    expect(violation?.commands).toEqual([{ type: 'jump', to: 4 }, { type: 'up' }]);
    const alone = summaryOf(
      (await check({ ...subject, model, scopes: { large: scopes.large }, coverageGoals: [] }, options)).counterexample,
    );
    expect(alone).toMatchObject({ length: 5, certificate: { kind: 'locally minimal' } });
  });

  test('is looked for in further runs, where there is nothing to explore', async () => {
    const subject = counterSubject(() => {
      const state = { value: 0 };
      const { step } = counterModel({ floor: true }, { most: 10 });
      return {
        perform: async (command) => step(state, command),
        view: async () => ({ ...state }),
        close: async () => undefined,
      };
    });
    const model = (...options: Parameters<typeof counterModel>): ReturnType<typeof counterModel> => ({
      ...counterModel(...options),
      commands: ({ value }) => [
        { type: 'up' },
        { type: 'down' },
        ...(value === 0 ? [{ type: 'jump', to: 4 } as const] : []),
      ],
      invariants: [{ id: 'LOW', says: 'It stays low.', holds: ({ value }) => value < 5 }],
    });
    const generation = { weights: { up: 100, down: 1, jump: 1 } };
    const violation = summaryOf(
      (await check({ ...subject, model }, { ...usual, seed: 3, maxStates: 0, generation })).counterexample,
    );
    expect(violation?.commands).toEqual([{ type: 'jump', to: 4 }, { type: 'up' }]);
    expect(violation?.certificate.kind).toBe('locally minimal');
  });

  test('has to show on the system, too; another violation there is a finding of its own', async () => {
    const subject = counterSubject(() => {
      const { step } = counterModel({ floor: false }, { most: 10 });
      const state = { value: 0 };
      let isOdd: boolean | null = null;
      return {
        perform: async (command) => {
          isOdd ??= command.type === 'down';
          return step(state, command);
        },
        view: async () => ({ value: isOdd === true ? 77 : state.value }),
        close: async () => undefined,
      };
    });
    const model = (...options: Parameters<typeof counterModel>): ReturnType<typeof counterModel> => ({
      ...counterModel(...options),
      recovery: () => [],
      settled: [],
    });
    const options = { ...usual, policies: { floor: false }, generation: { weights: { up: 1, down: 1 }, steerRate: 0 } };
    const reports = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => check({ ...subject, model }, { ...options, seed })),
    );
    // Those that came upon the disagreement first are of no interest here.
    const report = reports.find((one) => one.counterexample?.violation.kind === 'invariant');
    const violation = summaryOf(report?.counterexample);
    expect(violation).toMatchObject({ kind: 'invariant', name: 'FLOOR', side: 'both' });
    expect(violation?.commands.map(({ type }) => type)).toEqual(['up', 'down', 'down']);
    expect(violation?.certificate).toEqual({
      kind: 'locally minimal',
      reason: 'the model shows it by a shorter run (1), by which the system shows something else',
    });
    expect(report?.others.map(summaryOf)).toMatchObject([
      { kind: 'divergence', name: 'view.value', where: 'down', length: 1 },
    ]);
  });

  test('says why there is no proof where there is none', async () => {
    const subject = counterSubject(() => {
      const model = counterModel({ floor: false }, { most: 10 });
      const state = { value: 0 };
      return {
        perform: async (command) => model.step(state, command),
        view: async () => ({ ...state }),
        close: async () => undefined,
      };
    });
    const model = (...[policies, scope]: Parameters<typeof counterModel>): ReturnType<typeof counterModel> => ({
      ...counterModel(policies, scope),
      invariants: [{ id: 'LOW', says: 'It stays low.', holds: ({ value }) => value < 5 }],
    });
    const violation = summaryOf(
      (await check({ ...subject, model }, { ...usual, policies: { floor: false }, maxStates: 3 })).counterexample,
    );
    expect(violation).toMatchObject({
      name: 'LOW',
      length: 5,
      certificate: {
        kind: 'locally minimal',
        reason: 'exploring every run of at most 4 commands leads to more than 3 states',
      },
    });
  });
});

describe('what only the system shows', () => {
  /** Wrong in the same field in two commands: on the way up at 4, on the way down at 2. */
  const twoBugs = counterSubject(() =>
    counterSystem((value, { type }) => (type === 'up' && value === 4 ? 5 : type === 'down' && value === 2 ? 7 : value)),
  );

  test('stays at its command while it is shrunk, and others are findings of their own', async () => {
    const names = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const report = await check(twoBugs, { ...usual, seed });
      const violation = summaryOf(report.counterexample);
      const others = report.others.map(summaryOf);
      const found = [violation, ...others];
      for (const one of found) {
        names.add(`${one?.name} after ${one?.where}, ${one?.commands.map(({ type }) => type).join(' ')}`);
        expect(one?.where).toBe(one?.commands.at(-1)?.type);
      }
      expect(new Set(found.map((one) => one?.where)).size).toBe(found.length);
    }
    expect([...names].toSorted()).toEqual(['view.value after down, up up up down', 'view.value after up, up up up up']);
  });

  test('is driven in order of length, and says so', async () => {
    const violation = summaryOf((await check(twoBugs, usual)).counterexample);
    expect(violation?.certificate).toEqual({
      kind: 'locally minimal',
      reason:
        'only the system shows it, and it may keep more than the model knows; ' +
        'all 6 shorter ways through the model’s states were driven, and none shows it',
    });
  });

  test('is found by a shorter way that shares nothing with the run at hand', async () => {
    const subject = counterSubject(() => counterSystem((value) => (Math.abs(value) === 4 ? 9 : value)));
    const model = (): ReturnType<typeof counterModel> => {
      const counter = counterModel({ floor: true }, { most: 10 });
      return {
        ...counter,
        commands: ({ value }) => [
          ...counter.commands({ value }),
          ...(value === 0 ? [{ type: 'jump', to: 4 } as const] : []),
        ],
      };
    };
    const pair = setUp({ ...subject, model }, usual);
    const ups: CounterCommand[] = [{ type: 'up' }, { type: 'up' }, { type: 'up' }, { type: 'up' }];
    const violation = { kind: 'divergence', name: 'view.value', at: 3, side: 'system', details: '' } as const;
    const search = { maxDrives: mostDrives, yieldToEvents: async () => undefined };
    const tries = { others: recordOtherFindings<CounterCommand>(violation), improved: () => undefined };
    const short = await shrinkOnSystem(pair, { violation, commands: ups }, search, tries);
    expect(short.commands).toEqual([{ type: 'jump', to: 4 }]);
    const kept = await shrinkOnSystem(pair, { violation: { ...violation, where: 'up' }, commands: ups }, search, tries);
    expect(kept.commands).toEqual(ups);
  });
});

test('a counterexample whose shrinking is stopped is reported as it is, and marked', async () => {
  const stop = new AbortController();
  let performed = 0;
  let isFound = false;
  const subject = counterSubject(() => {
    const system = counterSystem((value) => {
      isFound ||= value === 7;
      return value === 7 ? 0 : value;
    });
    return {
      ...system,
      perform: async (command) => {
        if (isFound) performed += 1;
        // Some way into the minimising, wherever that is.
        if (performed === 60) stop.abort();
        return system.perform(command);
      },
    };
  });
  const report = await check(subject, { ...usual, length: 200, signal: stop.signal });
  const { verdict } = report;
  const violation = summaryOf(report.counterexample);
  expect(verdict).toBe('violated');
  expect(violation?.certificate).toEqual({
    kind: 'locally minimal',
    reason: 'interrupted before every simplification was tried, so there may be a shorter run',
  });
  expect(violation).toMatchObject({ kind: 'divergence', name: 'view.value' });
  expect(violation?.length).toBeGreaterThanOrEqual(7);
});

test('a counterexample that is stopped before shrinking is reported as it was found', async () => {
  const stop = new AbortController();
  const model = counterModel({ floor: false }, { most: 10 });
  const subject = counterSubject(() => {
    const state = { value: 0 };
    return {
      perform: async (command) => {
        const outcome = model.step(state, command);
        if (state.value < 0) stop.abort();
        return outcome;
      },
      view: async () => ({ ...state }),
      close: async () => undefined,
    };
  });
  const report = await check(subject, {
    ...usual,
    policies: { floor: false },
    signal: stop.signal,
  });
  const { verdict } = report;
  const violation = summaryOf(report.counterexample);
  expect(verdict).toBe('violated');
  expect(violation).toMatchObject({
    name: 'FLOOR',
    side: 'both',
    certificate: {
      kind: 'locally minimal',
      reason: expect.stringMatching(/^interrupted .* there may be a shorter run$/),
    },
  });
});

test('a difference in many places is one line, with the number of further places', async () => {
  const rows = Array.from({ length: 9 }, (_, row) => ({ row, text: 'x'.repeat(500) }));
  const wide = (value: number): unknown => ({ value, rows: value === 0 ? [] : rows });
  const subject = counterSubject(() => ({ ...counterSystem(), view: async () => wide(0) as never }));
  const model = (...options: Parameters<typeof counterModel>): ReturnType<typeof counterModel> => ({
    ...counterModel(...options),
    view: ({ value }) => wide(value) as { value: number },
  });
  const violation = summaryOf((await check({ ...subject, model }, usual)).counterexample);
  expect(violation?.details).toMatch(/^value: 1 on the model, 0 on the system; rows\.0: .* and 7 more places$/);
  expect(violation?.details.length).toBeLessThan(1000);
});
