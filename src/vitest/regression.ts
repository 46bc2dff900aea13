import { describe, expect, test } from 'vitest';
import { neighbourhood } from '../check/neighbourhood.ts';
import { runToViolation } from '../check/run.ts';
import { formatOpenBug } from '../corpus/promoted/open-bug.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { Scenario } from '../corpus/scenario.ts';
import type { Command } from '../kernel/model.ts';
import { restrictTo, setUp } from '../kernel/setup.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { renderViolatingRun } from '../report/failed-check.ts';
import { formatShipped } from '../report/specification-texts.ts';
import { testContractRegression } from './contract-tests.ts';
import { formatReach, readSubject, readTraceBeside, wholeRunOf } from './failure-mode.ts';
import { testRaceRegression } from './race-tests.ts';

/**
 * Defines the regression test of a bug that no policy prevents: on its system neither the scenario nor a run near it shows
 * the violation. The test fails until the bug is mended, with the run as a timeline.
 */
export async function testRegression(scenario: Scenario | RaceScenario, testsFolder: string): Promise<void> {
  if ('atOnce' in scenario) return testRaceRegression(scenario, testsFolder);
  const { id, title, scope, commands, without } = scenario;
  const { onSystem } = scenario.prevention;
  const { system, violation, ...trace } = await readTraceBeside(testsFolder);
  const subject = await readSubject(scenario, testsFolder);
  if (subject.contract !== undefined) return testContractRegression(subject, scenario, testsFolder);
  const policies = policiesWithout(subject, without);
  const setup = restrictTo(setUp(subject, { system, policies, scope }), violation);
  const run = wholeRunOf(scenario);

  async function expectNoViolation(candidate: readonly Command[]): Promise<void> {
    const found = await runToViolation(setup, candidate);
    if (found === null) return;
    throw new Error([formatOpenBug(id), ...renderViolatingRun(subject, { policies, scope }, found)].join('\n'));
  }

  describe(`${id}: ${title}, in the ${formatShipped(scenario.subject, without)}`, () => {
    test(`on ${system} the commands end without the violation ${violation.name}`, () => expectNoViolation(run));

    test(`on ${system} no run within ${formatReach(onSystem)} of the scenario shows ${violation.name}`, async () => {
      const near = [...neighbourhood(setup.model, run, onSystem.further)];
      for (const candidate of near) await expectNoViolation(candidate);
      expect(near.length).toBeGreaterThanOrEqual(onSystem.atLeast);
    });

    test('the trace has the same commands', () => {
      expect({ ...trace, system }).toMatchObject({ subject: subject.name, system, policies, scope, commands });
    });
  });
}
