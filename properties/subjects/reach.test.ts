import { describe, expect, test } from 'vitest';
import { pairOf, violationOf } from '../../src/check/run.ts';
import { ablate } from '../../src/explore/ablate.ts';
import { vacuityOf } from '../../src/explore/vacuity.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

const runs = subjects.flatMap((subject) => subject.byHand.map((run) => ({ subject, name: subject.name, ...run })));

test.each(runs)('model and systems of $name agree on $commands', async ({ subject, commands, without = [] }) => {
  const policies = policiesWithout(subject, without);
  for (const { name: system } of subject.systems) {
    const pair = pairOf(subject, { system, policies, scope: scopeOf(subject, 'small') });
    expect(await violationOf(pair, commands)).toBeNull();
  }
});

describe.each(subjects)('over all policy sets of $name', async (subject) => {
  const scope = scopeOf(subject, 'small');
  const rows = await ablate(subject, { scope, atOnce: 1, maxStates: 100_000 });

  test('every command is accepted somewhere and refused somewhere, every outcome occurs, and every invariant falls', () => {
    expect(vacuityOf(subject, scope, rows)).toMatchObject({ isComplete: true, findings: [] });
  });

  const fallsWithout = (...off: readonly string[]): string[] =>
    rows.find((row) => row.off.join() === off.join())?.violations.map(({ name }) => name) ?? [];
  const policies = Object.entries(subject.policies).map(([name, { protects, behind }]) => ({ name, protects, behind }));

  test.each(policies.filter(({ behind }) => behind === undefined))(
    'what $name is said to protect is what falls without it',
    ({ name, protects }) => {
      expect(fallsWithout(name).toSorted()).toEqual(protects);
    },
  );

  // A subject may well have none.
  for (const { name, protects, behind = '' } of policies.filter((policy) => policy.behind !== undefined)) {
    test(`what ${name} is said to protect is what falls only without it and ${behind}`, () => {
      expect(fallsWithout(name)).toEqual([]);
      const inFront = fallsWithout(behind);
      expect(fallsWithout(behind, name).filter((id) => !inFront.includes(id))).toEqual(protects);
    });
  }
});
