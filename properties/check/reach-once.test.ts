import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { expectSameReports } from './same-reports.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-reach-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('a check says the same, byte for byte but for its time', () => {
  test('cold, warm, without a cache, and with several runs at once', async () => {
    await expectSameReports(subjectOf('booking'), { runs: 60, cache: join(root, 'booking') });
  });

  test('a model that changed is explored anew', async () => {
    const subject = subjectOf('queue');
    const cache = join(root, 'changed');
    const how = { system: 'sqlite', policies: allPolicies(subject), runs: 20, length: 20, seed: 1, cache };
    const scopes = Object.values(subject.scopes);
    for (const scope of scopes) await check(subject, { ...how, scope });
    expect(readdirSync(join(cache, 'explorations'))).toHaveLength(scopes.length);
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
