import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkScopes } from '../../src/check/check-scopes.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';

interface SameReports {
  readonly runs: number;
  /** A folder that is not there yet. */
  readonly cache: string;
  /** The policy that is off. */
  readonly off?: string;
}

/** Expects the same report of a check cold, warm, without a cache, and with four runs at once. */
export async function expectSameReports(subject: AnySubject, { runs, cache, off }: SameReports): Promise<void> {
  const policies = off === undefined ? allPolicies(subject) : policiesWithout(subject, [off]);
  const text = async (atOnce: number, options: { cache?: string }): Promise<string> => {
    const systems = subject.systems.map((kind) => Object.assign({}, kind, { atOnce }));
    const how = { system: 'sqlite', policies, runs, length: 20, seed: 3, ...options };
    const { timing: _, ...report } = await checkScopes({ ...subject, systems }, how);
    return JSON.stringify(report);
  };
  const cold = await text(1, { cache });
  expect(readdirSync(join(cache, 'explorations')).length).toBeGreaterThan(0);
  expect(await text(1, { cache })).toBe(cold);
  expect(await text(1, {})).toBe(cold);
  expect(await text(4, { cache })).toBe(cold);
}
