import { describe, expect, test } from 'vitest';
import { ablate } from '../../src/explore/ablate.ts';
import { vacuityOf } from '../../src/explore/vacuity.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { scopeOf } from './worlds.ts';

/** Defines the tests of a subject that all states with each policy off show. */
export function testAblation(subject: AnySubject): void {
  describe(`over all policy sets of ${subject.name}`, async () => {
    const rows = await ablate(subject, { atOnce: 1, maxStates: 100_000 });

    test('each command is accepted and refused, each outcome occurs, no invariant is idle', () => {
      expect(vacuityOf(subject, rows)).toMatchObject({ isComplete: true, findings: [] });
    });

    test('no invariant is violated as shipped, in any scope of an ablation', () => {
      const shipped = rows.filter(({ off }) => off.length === 0);
      expect(shipped.length).toBeGreaterThan(0);
      expect(shipped.flatMap(({ violations }) => violations)).toEqual([]);
    });

    const [smallest = ''] = Object.keys(subject.scopes);
    const violationsWithout = (off: readonly string[], scope: string): string[] =>
      rows
        .find((row) => row.off.join() === off.join() && row.scope === scopeOf(subject, scope))
        ?.violations.map(({ violation }) => violation.name) ?? ['it is not explored'];
    const policies = Object.entries(subject.policies).map(([name, { protects, behind, scope = smallest }]) => ({
      name,
      protects,
      behind,
      scope,
    }));

    test.each(policies)(
      'the invariants that $name protects are those violated without it',
      ({ name, protects, scope }) => {
        expect(violationsWithout([name], scope).toSorted()).toEqual(protects);
      },
    );

    // A subject may well have none.
    for (const { name, behind, scope } of policies) {
      if (behind === undefined) continue;
      test(`behind ${behind.policy}, ${name} protects the invariants violated only without both`, () => {
        const alone = new Set([...violationsWithout([name], scope), ...violationsWithout([behind.policy], scope)]);
        const together = violationsWithout([behind.policy, name], scope);
        expect(together.filter((id) => !alone.has(id))).toEqual(behind.protects);
      });
    }
  });
}
