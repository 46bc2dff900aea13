import { outcomesOf } from '../corpus/fits.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Counterexample } from '../kernel/counterexample.ts';
import { modelOnSystem, namesOf } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';

/** A counterexample as a trace, which can be a file. */
export function traceOf(subject: AnySubject, counterexample: Counterexample): Trace {
  const { commands, recovery = [], answers, violation, certificate, foundBy } = counterexample;
  const { kind, name, where, at } = violation;
  return {
    version: 4,
    ...namesOf(counterexample),
    commands,
    ...(recovery.length > 0 && { recovery }),
    outcomes: counterexample.outcomes ?? outcomesOf(modelOnSystem(subject, counterexample), commands),
    ...(answers !== undefined && { answers }),
    violation: { kind, name, ...(where !== undefined && { where }), at },
    certificate,
    foundBy,
  };
}
