import { describe, expect, test } from 'vitest';
import {
  neighbourhood,
  policiesWithout,
  runToViolation,
  setUp,
  subjectOf,
  violationsNear,
} from '../../../src/index.ts';
import { scenario } from '../scenario.ts';

const subject = subjectOf(scenario.subject);
const { scope, commands, breaks } = scenario;
const broken = new Set([...breaks.during, ...breaks.settled]);

/** The invariants of FM_003 alone: with another policy off, other invariants are violated. */
function watched<I extends { readonly id: string }>(invariants: readonly I[]): I[] {
  return invariants.filter((invariant) => broken.has(invariant.id));
}

// Another policy could hide a missing prevention, so each policy that the prevention does not need is off in turn.
describe.each([
  { off: [] },
  { off: ['commitBoundary'] },
  { off: ['atomicCommit'] },
  { off: ['fencing'] },
  { off: ['reconcile'] },
  { off: ['leaseExpiry'] },
  { off: ['renewInTime'] },
  { off: ['submitKey'] },
  { off: ['deadLetter'] },
  { off: ['storeClock'] },
  { off: ['durableIntake'] },
])('FM_003: with retryBudget on, off: $off', ({ off }) => {
  const policies = policiesWithout(subject, off);
  const full = subject.model(policies, scope);
  const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };

  test.each(subject.systems)('on $name the same commands violate no invariant of FM_003', async ({ name: system }) => {
    expect(await runToViolation({ ...setUp(subject, { system, policies, scope }), model }, commands)).toBeNull();
  });

  test('on the model no run within 2 commands of the scenario shows FM_003', () => {
    const { runs, breaking } = violationsNear(model, commands, 2);
    expect(breaking).toEqual([]);
    expect(runs).toBeGreaterThanOrEqual(500);
  });

  test('on sqlite no run within one command of the scenario shows FM_003', async () => {
    const pair = { ...setUp(subject, { system: 'sqlite', policies, scope }), model };
    const near = [...neighbourhood(model, commands, 1)];
    const found: unknown[] = [];
    for (const one of near) found.push(await runToViolation(pair, one));
    expect(found.filter((violation) => violation !== null)).toEqual([]);
    expect(near.length).toBeGreaterThanOrEqual(80);
  });
});
