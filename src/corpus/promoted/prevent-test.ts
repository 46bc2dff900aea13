import type { Promotion, Reach } from './promotion.ts';
import { aboutFails, fieldsOf, imports, literal, runOf } from './test-text.ts';

/** `tests/prevent_fmNNN.test.ts`, before formatting: with every policy on neither the scenario nor a run near it has the fault. */
export function preventTestText(promotion: Promotion): string {
  return promotion.prevention.isBug ? preventionOfBug(promotion) : preventionByPolicy(promotion);
}

function preventionByPolicy({ scenario, trace, prevention }: Promotion): string {
  const { id, without } = scenario;
  const { onModel, onSystem, alsoOff } = prevention;
  const names = ['neighbourhood', 'setUp', 'policiesWithout', 'subjectOf', 'runToViolation'];
  if (onModel !== null) names.push('violationsNear');
  return `import { describe, expect, test } from 'vitest';
${imports(names)}

const subject = subjectOf(scenario.subject);
${fieldsOf(scenario, 'scope, commands, breaks')}
const broken = new Set([...breaks.during, ...breaks.settled]);

/** The invariants of ${id} alone: with another policy off, other invariants are violated. */
function watched<I extends { readonly id: string }>(invariants: readonly I[]): I[] {
  return invariants.filter((invariant) => broken.has(invariant.id));
}

// Another policy could hide a missing prevention, so each policy that the prevention does not need is off in turn.
describe.each(${literal(alsoOff.map((off) => ({ off })))})(${literal(`${id}: with ${without.join(' and ')} on, off: $off`)}, ({ off }) => {
  const policies = policiesWithout(subject, off);
  const full = subject.model(policies, scope);
  const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };

  test.each(subject.systems)('on $name the same commands violate no invariant of ${id}', async ({ name: system }) => {
    expect(await runToViolation({ ...setUp(subject, { system, policies, scope }), model }, ${runOf(scenario)})).toBeNull();
  });
${onModel === null ? '' : nearOnModel(scenario, onModel)}
  test(${literal(`on ${trace.system} no run within ${commandsOf(onSystem)} of the scenario shows ${id}`)}, async () => {
    const pair = { ...setUp(subject, { system: ${literal(trace.system)}, policies, scope }), model };
    const near = [...neighbourhood(model, ${runOf(scenario)}, ${onSystem.further})];
    const found: unknown[] = [];
    for (const one of near) found.push(await runToViolation(pair, one));
    expect(found.filter((violation) => violation !== null)).toEqual([]);
    expect(near.length).toBeGreaterThanOrEqual(${onSystem.atLeast});
  });
});
`;
}

function nearOnModel(scenario: Promotion['scenario'], reach: Reach): string {
  return `
  test(${literal(`on the model no run within ${commandsOf(reach)} of the scenario shows ${scenario.id}`)}, () => {
    const { runs, breaking } = violationsNear(model, ${runOf(scenario)}, ${reach.further});
    expect(breaking).toEqual([]);
    expect(runs).toBeGreaterThanOrEqual(${reach.atLeast});
  });
`;
}

function preventionOfBug({ scenario, trace, prevention: { onSystem } }: Promotion): string {
  const { kind, name } = trace.violation;
  const { id } = scenario;
  const names = ['neighbourhood', 'setUp', 'policiesWithout', 'subjectOf', 'runToViolation', 'restrictTo'];
  return `import { describe, expect, test } from 'vitest';
${imports(names)}

const subject = subjectOf(scenario.subject);
const policies = policiesWithout(subject, scenario.without);
${fieldsOf(scenario, 'scope, commands')}
const pair = setUp(subject, { system: ${literal(trace.system)}, policies, scope });
const near = [...neighbourhood(pair.model, ${runOf(scenario)}, ${onSystem.further})];
const found: unknown[] = [];
for (const one of near) found.push(await runToViolation(restrictTo(pair, ${literal({ kind, name })} as const), one));

describe(${literal(`${id}: runs near the scenario`)}, () => {
  ${aboutFails}
  test.fails(${literal(`on ${trace.system} no run within ${commandsOf(onSystem)} of the scenario shows ${name}`)}, () => {
    expect(found.filter((violation) => violation !== null)).toEqual([]);
  });

  test('the scenario has enough runs near it', () => {
    expect(near.length).toBeGreaterThanOrEqual(${onSystem.atLeast});
  });
});
`;
}

function commandsOf({ further }: Reach): string {
  return further === 1 ? 'one command' : `${further} commands`;
}
