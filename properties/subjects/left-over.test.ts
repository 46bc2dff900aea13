import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';

/** What a system answers and shows in a run. */
interface Seen {
  readonly outcomes: readonly Outcome[];
  readonly views: readonly unknown[];
}

async function take(open: () => ReturnType<ReturnType<typeof setUp>['open']>, run: readonly Command[]): Promise<Seen> {
  const system = await open();
  try {
    const outcomes: Outcome[] = [];
    const views: unknown[] = [await system.view()];
    for (const command of run) {
      outcomes.push(await system.perform(command));
      views.push(structuredClone(await system.view()));
    }
    return { outcomes, views };
  } finally {
    await system.close();
  }
}

const all = subjects.flatMap((subject: AnySubject) => subject.systems.map(({ name }) => ({ subject, name })));

describe('a run sees nothing of the runs before', () => {
  test.each(all)('on $name of $subject.name', async ({ subject, name }) => {
    const scope = subject.scopes['small'] ?? Object.values(subject.scopes)[0] ?? {};
    const { model, open } = setUp(subject, { system: name, policies: allPolicies(subject), scope });
    const others = name === 'postgres' ? 8 : 100;
    const arbitrary = interleavings(model, subject.generation, 12);
    const runs = fc.sample(arbitrary, { numRuns: others + 1, seed: 7 });
    const [first = [], ...rest] = runs;
    const alone = await take(open, first);
    for (const run of rest) await take(open, run);
    expect(await take(open, first)).toEqual(alone);
    expect(alone.outcomes).toHaveLength(first.length);
  });
});
