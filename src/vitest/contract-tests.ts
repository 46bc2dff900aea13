import { describe, expect, test } from 'vitest';
import { runEachWay, setUpForFinding } from '../check/contract/run-each-way.ts';
import { neighbourhood } from '../check/neighbourhood.ts';
import { formatOpenBug } from '../corpus/promoted/open-bug.ts';
import type { PreventionBySystem, Reach, Scenario } from '../corpus/scenario.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Command } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { renderViolatingRun } from '../report/failed-check.ts';
import { formatShipped } from '../report/specification-texts.ts';
import { formatReach, readTraceBeside, wholeRunOf } from './failure-mode.ts';

/** A library is slower than a model, and each run is taken with every way to recover. */
const timeoutMs = 300_000;

/** Defines the regression test of a finding of a contract, which fails until the bug of its system is mended. */
export async function testContractRegression(
  subject: AnySubject,
  scenario: Scenario,
  testsFolder: string,
): Promise<void> {
  const { id, title } = scenario;
  const trace = await readTraceBeside(testsFolder);
  describe(`${id}: ${title}, in the ${formatShipped(subject.name, [])}`, () => {
    testKept(subject, scenario, trace, {
      system: trace.system,
      reach: scenario.prevention.onSystem,
      isOpen: true,
    });
    testSameRun(scenario, trace);
  });
}

/** Defines the tests that reproduce a finding of a contract on its system. */
export async function testContractRepro(subject: AnySubject, scenario: Scenario, testsFolder: string): Promise<void> {
  const { id, title } = scenario;
  const trace = await readTraceBeside(testsFolder);
  const { system, violation } = trace;
  describe(`${id}: ${title}, in the ${formatShipped(subject.name, [])}`, () => {
    test(`on ${system} the commands end in ${violation.name}`, { timeout: timeoutMs }, async () => {
      const setup = setUpForFinding(subject, trace, violation);
      const found = await runEachWay(setup, wholeRunOf(scenario));
      expect(found !== null && sameFinding(found.violation, violation), found?.violation.details ?? '').toBe(true);
    });
    testSameRun(scenario, trace);
  });
}

/** Defines the tests that show a finding of a contract gone on the system that has the fix. */
export async function testContractPrevention(
  subject: AnySubject,
  scenario: Scenario,
  { system, onSystem }: PreventionBySystem,
  testsFolder: string,
): Promise<void> {
  const trace = await readTraceBeside(testsFolder);
  describe(`${scenario.id}: on ${system}`, () => {
    testKept(subject, scenario, trace, { system, reach: onSystem, isOpen: false });
  });
}

interface WhereKept {
  readonly system: string;
  readonly reach: Reach;
  /** Whether the bug is open, so that a failure is expected. */
  readonly isOpen: boolean;
}

/** The promise is kept by the commands of a scenario, and by the runs near them. */
function testKept(
  subject: AnySubject,
  scenario: Scenario,
  { policies, scope, violation }: Trace,
  { system, reach, isOpen }: WhereKept,
): void {
  const setup = setUpForFinding(subject, { system, scope }, violation);
  const run = wholeRunOf(scenario);

  async function expectKept(commands: readonly Command[]): Promise<void> {
    const found = await runEachWay(setup, commands);
    if (found === null) return;
    const lines = renderViolatingRun(subject, { system, policies, scope }, found);
    const open = isOpen ? [formatOpenBug(scenario.id)] : [];
    throw new Error([...open, ...lines].join('\n'));
  }

  test(`on ${system} the commands do not end in ${violation.name}`, { timeout: timeoutMs }, () => expectKept(run));

  test(
    `on ${system} no run within ${formatReach(reach)} of the scenario ends in ${violation.name}`,
    { timeout: timeoutMs },
    async () => {
      const near = [...neighbourhood(setup.model, run, reach.further)];
      for (const candidate of near) await expectKept(candidate);
      expect(near.length).toBeGreaterThanOrEqual(reach.atLeast);
    },
  );
}

function testSameRun({ subject, scope, commands, breaks }: Scenario, trace: Trace): void {
  test('the trace has the same commands', () => {
    const { system, name } = breaks.onSystem ?? {};
    expect(trace).toMatchObject({ subject, scope, commands, system, violation: { name } });
  });
}
