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

/** The invariants of FM_207 alone: with another policy off, other invariants are violated. */
function watched<I extends { readonly id: string }>(invariants: readonly I[]): I[] {
  return invariants.filter((invariant) => broken.has(invariant.id));
}

// Another policy could hide a missing prevention, so each policy that the prevention does not need is off in turn.
describe.each([
  { off: [] },
  { off: ['retryWithBackoff'] },
  { off: ['rollback'] },
  { off: ['checksum'] },
  { off: ['lease'] },
  { off: ['fencing'] },
  { off: ['quorum'] },
  { off: ['singleSource'] },
  { off: ['refresh'] },
  { off: ['admission'] },
  { off: ['throttle'] },
])('FM_207: with watchdog on, off: $off', ({ off }) => {
  const policies = policiesWithout(subject, off);
  const full = subject.model(policies, scope);
  const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };

  test.each(subject.systems)('on $name the same commands violate no invariant of FM_207', async ({ name: system }) => {
    expect(await runToViolation({ ...setUp(subject, { system, policies, scope }), model }, commands)).toBeNull();
  });

  test('on the model no run within 3 commands of the scenario shows FM_207', () => {
    const { runs, breaking } = violationsNear(model, commands, 3);
    expect(breaking).toEqual([]);
    expect(runs).toBeGreaterThanOrEqual(400);
  });

  test('on sqlite no run within 2 commands of the scenario shows FM_207', async () => {
    const pair = { ...setUp(subject, { system: 'sqlite', policies, scope }), model };
    const near = [...neighbourhood(model, commands, 2)];
    const found: unknown[] = [];
    for (const one of near) found.push(await runToViolation(pair, one));
    expect(found.filter((violation) => violation !== null)).toEqual([]);
    expect(near.length).toBeGreaterThanOrEqual(100);
  });
});
