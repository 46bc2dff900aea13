import { outcomesOf } from '../corpus/fits.ts';
import type { FoundBy, Trace } from '../corpus/trace.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { Command } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { CheckOptions } from './check.ts';
import type { Counterexample } from './counterexample.ts';

/** A violation, with what more may be known of it: where it shows, and in which order of recovery. */
type Shown = Counterexample & { readonly where?: string; readonly recovery?: readonly Command[] };

/** A violation as a trace: whatever shows it again, and who found it. */
export function traceOf(
  subject: AnySubject,
  { system, policies, scope }: Pick<CheckOptions, 'system' | 'policies' | 'scope'>,
  { kind, name, where, at, commands, recovery }: Shown,
  { certificate, foundBy }: { readonly certificate: Certificate | null; readonly foundBy: FoundBy },
): Trace {
  return {
    version: 2,
    subject: subject.name,
    system,
    policies,
    scope,
    commands,
    ...(recovery !== undefined && recovery.length > 0 && { recovery }),
    outcomes: outcomesOf(subject.model(policies, scope), commands),
    violation: { kind, name, ...(where !== undefined && { where }), at },
    certificate,
    foundBy,
  };
}
