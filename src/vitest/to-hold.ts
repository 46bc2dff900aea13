import { inspect } from 'node:util';
import { subjectOfReport } from '../check/subject-of-report.ts';
import type { CheckOfTest } from '../report/failed-check.ts';
import { renderFailedCheck } from '../report/failed-check.ts';

/** The matcher behind `expect(report).toHold()`. */
export function toHold(report: unknown): { pass: boolean; message: () => string } {
  if (!isReport(report))
    throw new TypeError(`toHold takes the report of a check, and not ${inspect(report, { depth: 0 })}`);
  const holds = `${report.subject} on ${report.system} holds in ${report.runs} runs`;
  return {
    pass: report.verdict === 'holds',
    message: () => (report.verdict === 'holds' ? holds : renderFailedCheck(subjectOfReport(report), report).join('\n')),
  };
}

/** Whether a value is the report of a check: that of another engine has no verdict, or another. */
function isReport(value: unknown): value is CheckOfTest {
  if (typeof value !== 'object' || value === null) return false;
  return 'verdict' in value && 'counterexample' in value && 'missedGoals' in value;
}
