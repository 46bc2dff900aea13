import { describe, expect, test } from 'vitest';
import { breaksOf } from '../check/breaks.ts';
import { replay } from '../check/replay.ts';
import { runToViolation } from '../check/run.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { Scenario } from '../corpus/scenario.ts';
import type { Trace } from '../corpus/trace.ts';
import { restrictTo, setUp } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { formatShipped } from '../report/specification-texts.ts';
import { testContractRepro } from './contract-tests.ts';
import { preventionByPolicy, preventionBySystem, readSubject, readTraceBeside, wholeRunOf } from './failure-mode.ts';
import { testRaceRepro } from './race-tests.ts';

/**
 * Defines the tests that reproduce a failure mode. With its policies off the scenario violates exactly its invariants,
 * on the model and on every system, and the trace shows the same. Throws `ConfigurationError` for a bug, which no policy prevents.
 */
export async function testRepro(scenario: Scenario | RaceScenario, testsFolder: string): Promise<void> {
  if ('atOnce' in scenario) return testRaceRepro(scenario, testsFolder);
  const trace = await readTraceBeside(testsFolder);
  const subject = await readSubject(scenario, testsFolder);
  if (subject.contract !== undefined) {
    preventionBySystem(scenario);
    return testContractRepro(subject, scenario, testsFolder);
  }
  preventionByPolicy(scenario);
  testFault(subject, scenario, trace);
}

function testFault(subject: AnySubject, scenario: Scenario, trace: Trace): void {
  const { scope, commands, recovery, breaks, violations } = scenario;
  const policies = policiesWithout(subject, scenario.without);
  const { during, settled } = breaks;

  describe(`${scenario.id}: ${scenario.title}, in the ${formatShipped(scenario.subject, scenario.without)}`, () => {
    test(`the model violates ${formatViolated(breaks)}`, () => {
      expect(breaksOf(subject.model(policies, scope), commands, recovery)).toEqual({ during, settled });
    });

    describe.each(violations.length === 0 ? [] : subject.systems)('on $name', ({ name: system }) => {
      const pair = setUp(subject, { system, policies, scope });

      test.each(violations)('$name is violated ($kind), after command $at', async (violation) => {
        const found = await runToViolation(restrictTo(pair, violation), wholeRunOf(scenario));
        expect(found?.violation).toMatchObject(violation);
      });
    });

    test(`the trace has the same commands, and ${trace.system} reproduces its violation`, async () => {
      expect(trace).toMatchObject({ subject: subject.name, policies, scope, commands });
      expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
    });
  });
}

/** For example `exactly INV_001, and INV_002 after recovery`. */
function formatViolated({ during, settled }: Scenario['breaks']): string {
  const onTheWay = during.length === 0 ? [] : [during.join(' and ')];
  const after = settled.length === 0 ? [] : [`${settled.join(' and ')} after recovery`];
  const both = [...onTheWay, ...after].join(', and ');
  return both === '' ? 'no invariant' : `exactly ${both}`;
}
