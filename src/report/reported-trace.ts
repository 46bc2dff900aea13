import type { Certificate } from '../kernel/certificate.ts';
import type { Run } from '../kernel/run.ts';
import type { Policies, Scope } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';

/** The facts of a trace that a report prints. */
export interface ReportedTrace extends Run {
  readonly policies: Policies;
  readonly scope: Scope;
  readonly violation: Finding;
  readonly certificate: Certificate | null;
}
