import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { picks } from '../../src/check/reach-once.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { expectSameReports } from './same-reports.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-reach-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a check says the same, byte for byte but for its time', () => {
  test('cold, warm, without a cache, and with several runs at once', async () => {
    await expectSameReports(subjectOf('booking'), { runs: 60, cache: join(root, 'booking') });
  });

  test('another model is explored as well', async () => {
    const subject = subjectOf('queue');
    const cache = join(root, 'changed');
    const how = { system: 'sqlite', policies: allPolicies(subject), runs: 20, length: 20, seed: 1, cache };
    const scopes = Object.values(subject.scopes);
    for (const scope of scopes) await check(subject, { ...how, scope });
    expect(readdirSync(join(cache, 'explorations'))).toHaveLength(scopes.length);
  });

  test('and so is a longer check, and one with other weights or without faults', async () => {
    const subject = subjectOf('queue');
    const { small = {} } = subject.scopes;
    const how = { system: 'sqlite', policies: allPolicies(subject), scope: small, length: 20, seed: 1 };
    const text = async (runs: number, generation: object, cache: string | null): Promise<string> => {
      const { timing: _, ...report } = await check(subject, { ...how, runs, generation, cache });
      return JSON.stringify(report);
    };
    const { weights } = subject.generation;
    const others = [
      [15, {}],
      [40, {}],
      [40, { weights: { ...weights, crash: 0 } }],
      [40, { faultRate: 0 }],
      [40, { faultWeights: { replyLost: 0 } }],
    ] as const;
    const cache = join(root, 'others');
    for (const [runs, generation] of others)
      expect(await text(runs, generation, cache)).toBe(await text(runs, generation, null));
    expect(readdirSync(join(cache, 'explorations'))).toHaveLength(others.length);
  });

  test('and begins with the runs of a shorter check', async () => {
    const subject = subjectOf('booking');
    const runsOf = async (runs: number): Promise<string[]> => {
      const taken: string[] = [];
      const listener = {
        startRun: (commands: readonly object[]) => void taken.push(JSON.stringify(commands)),
        see: () => undefined,
        reachKnown: () => undefined,
      };
      const policies = allPolicies(subject);
      const { small = {} } = subject.scopes;
      await check(subject, { system: 'sqlite', policies, scope: small, runs, length: 20, seed: 5, listener });
      return taken;
    };
    const few = await runsOf(30);
    expect(few).toHaveLength(30);
    expect((await runsOf(90)).slice(0, 30)).toEqual(few);
  });
});

test('what is explored is what runs can have: no type and no fault without a weight', () => {
  const [plain, crash, cut] = [{ type: 'put' }, { type: 'put', fault: 'crash' }, { type: 'put', fault: 'cut' }];
  const pickedBy = (change: object): boolean[] =>
    [plain, crash, cut].map(picks({ weights: {}, faultRate: 0.1, faultWeights: {}, ...change }));
  expect(pickedBy({})).toEqual([true, true, true]);
  expect(pickedBy({ weights: { put: 0 } })).toEqual([false, false, false]);
  expect(pickedBy({ faultRate: 0 })).toEqual([true, false, false]);
  expect(pickedBy({ faultWeights: { crash: 0, cut: 2 } })).toEqual([true, false, true]);
});
