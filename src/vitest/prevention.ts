import { describe, expect, test } from 'vitest';
import { neighbourhood } from '../check/neighbourhood.ts';
import { runToViolation } from '../check/run.ts';
import { violationsNear } from '../check/violations-near.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { PreventionByPolicy, Scenario } from '../corpus/scenario.ts';
import type { Command } from '../kernel/model.ts';
import { setUp } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { testContractPrevention } from './contract-tests.ts';
import type { FailureModeSetup } from './failure-mode.ts';
import {
  formatReach,
  preventionByPolicy,
  preventionBySystem,
  readSubject,
  readTraceBeside,
  wholeRunOf,
} from './failure-mode.ts';
import { testRacePrevention } from './race-tests.ts';

/**
 * Defines the tests that show the prevention of a failure mode. With its policies on neither the scenario nor a run
 * near it violates its invariants. Throws `ConfigurationError` for a bug, which no policy prevents.
 */
export async function testPrevention(scenario: Scenario | RaceScenario, testsFolder: string): Promise<void> {
  if ('atOnce' in scenario) return testRacePrevention(scenario, testsFolder);
  const subject = await readSubject(scenario, testsFolder);
  if (subject.contract !== undefined)
    return testContractPrevention(subject, scenario, preventionBySystem(scenario), testsFolder);
  const prevention = preventionByPolicy(scenario);
  const { system } = await readTraceBeside(testsFolder);
  testPolicies(subject, scenario, prevention, system);
}

function testPolicies(
  subject: AnySubject,
  scenario: Scenario,
  { alsoOff, onModel, onSystem }: PreventionByPolicy,
  system: string,
): void {
  const { id, scope, without, breaks } = scenario;
  const run = wholeRunOf(scenario);
  const aroundOnModel = onModel === null ? [] : [{ ...onModel, within: formatReach(onModel) }];
  const broken = new Set([...breaks.during, ...breaks.settled]);

  /** The invariants of this failure mode alone: with another policy off, other invariants are violated. */
  function watched<I extends { readonly id: string }>(invariants: readonly I[]): I[] {
    return invariants.filter((invariant) => broken.has(invariant.id));
  }

  // Another policy could hide a missing prevention, so each policy that the prevention does not need is off in turn.
  const others = [[], ...alsoOff.map((name) => [name])].map((off) => ({ off }));
  describe.each(others)(`${id}: with ${without.join(' and ')} on, off: $off`, ({ off }) => {
    const policies = policiesWithout(subject, off);
    const full = subject.model(policies, scope);
    const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };
    const on = (name: string): FailureModeSetup => ({ ...setUp(subject, { system: name, policies, scope }), model });

    test.each(subject.systems)(`on $name the same commands violate no invariant of ${id}`, async ({ name }) => {
      expect(await runToViolation(on(name), run)).toBeNull();
    });

    test.each(aroundOnModel)(`on the model no run within $within of the scenario shows ${id}`, (reach) => {
      const { runs, breaking } = violationsNear(model, run, reach.further);
      expect(breaking).toEqual([]);
      expect(runs).toBeGreaterThanOrEqual(reach.atLeast);
    });

    test(`on ${system} no run within ${formatReach(onSystem)} of the scenario shows ${id}`, async () => {
      const near = [...neighbourhood(model, run, onSystem.further)];
      expect(await violationsIn(on(system), near)).toEqual([]);
      expect(near.length).toBeGreaterThanOrEqual(onSystem.atLeast);
    });
  });
}

async function violationsIn(pair: FailureModeSetup, runs: readonly (readonly Command[])[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const run of runs) found.push(await runToViolation(pair, run));
  return found.filter((violation) => violation !== null);
}
