import { notFixed } from '../../corpus/promoted/fixed-on.ts';
import type { Naming } from '../../corpus/promoted/naming.ts';
import type { Prevention, Scenario } from '../../corpus/scenario.ts';
import type { Trace } from '../../corpus/trace.ts';
import { createYield } from '../../kernel/event-loop.ts';
import { allCommandsOf } from '../../kernel/run.ts';
import { modelOnSystem } from '../../kernel/setup.ts';
import type { AnySubject } from '../../kernel/subject.ts';
import type { FailureModeFacts } from '../failure-mode-facts.ts';
import { findReachOfContract } from '../find-prevention.ts';
import { runEachWay, setUpForFinding } from './run-each-way.ts';

/**
 * The facts for the files of a failure mode of a contract: what the system answered, and the neighbourhood that the tests search.
 * `fixedOn`: the system that has the fix; absent: no system has it. Throws `CannotPromote` where that system shows the finding.
 */
export async function contractModeFacts(
  subject: AnySubject,
  trace: Trace,
  { id, folder, title }: Naming,
  { signal, fixedOn }: { readonly signal?: AbortSignal | undefined; readonly fixedOn?: string | undefined } = {},
): Promise<FailureModeFacts> {
  const { system, scope, commands, recovery = [], answers, violation } = trace;
  const yieldToEvents = createYield(() => signal?.throwIfAborted());
  const onSystem = await findReachOfContract(
    modelOnSystem(subject, { ...trace, system: fixedOn ?? system }),
    trace,
    yieldToEvents,
  );
  const prevention: Prevention =
    fixedOn === undefined ? { by: 'fix', onSystem } : { by: 'system', system: fixedOn, onSystem };
  if (fixedOn !== undefined) {
    const fixed = setUpForFinding(subject, { system: fixedOn, scope }, violation);
    if ((await runEachWay(fixed, allCommandsOf(trace))) !== null) throw notFixed(fixedOn, violation.name);
  }
  return {
    folder,
    scenario: {
      id,
      title,
      subject: subject.name,
      without: [],
      scope,
      commands: commands as Scenario['commands'],
      ...(recovery.length > 0 && { recovery: recovery as Scenario['commands'] }),
      breaks: { during: [], settled: [], onSystem: { system, name: violation.name } },
      violations: [],
      prevention,
    },
    trace,
    systems: [system],
    shorter: { kind: 'not looked for' },
    // Commands are enabled by what the system answers.
    disabledAt: null,
    ...(answers !== undefined && { answers }),
  };
}
