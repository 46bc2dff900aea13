import type { AnySubject } from '../kernel/subject.ts';

const subjects = new WeakMap<object, object>();

/** Returns the report unchanged, and remembers its subject: a report is data, and has the name of the subject alone. */
export function reportOf<Report extends object>(subject: object, report: Report): Report {
  subjects.set(report, subject);
  return report;
}

/** The subject of a report of `check` or `checkAndKeep`; undefined where the report is a copy. */
export function subjectOfReport(report: object): AnySubject | undefined {
  return subjects.get(report) as AnySubject | undefined;
}
