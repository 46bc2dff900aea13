import type { AnySubject } from '../kernel/subject.ts';
import { formatOff } from './ablation.ts';
import type { CheckToRender } from './check-report.ts';
import { renderViolation } from './check-report.ts';
import { formatNumber } from './numbers.ts';
import { table } from './table.ts';
import { paragraph } from './wrapped.ts';

/** A tour is no longer than this many lines. */
export const tourLines = 30;

/** A check of a tour. */
export interface CheckedSubject {
  readonly subject: AnySubject;
  readonly report: CheckToRender;
}

/** A row for each checked subject, and what their verdicts mean. */
export function renderChecked(checked: readonly CheckedSubject[]): string[] {
  const rows = checked
    .slice(0, mostRows)
    .map(({ subject, report: { system, runs, commands, distinctStates, verdict } }) => [
      subject.name,
      system,
      formatNumber(runs),
      formatNumber(commands),
      formatNumber(distinctStates),
      verdict,
    ]);
  const hidden = checked.length - rows.length;
  const holds = checked.every(({ report }) => report.verdict === 'holds');
  return [
    ...paragraph(
      'Each subject is a model and a real system, driven through the same random runs of commands and faults.',
    ),
    '',
    ...table(['subject', 'system', 'runs', 'commands', 'states', 'verdict'], rows),
    ...(hidden === 0 ? [] : [`and ${hidden} more`]),
    ...(holds
      ? paragraph('Model and system agree after every command, and no invariant is violated: a sample, no proof.')
      : []),
  ];
}

const mostRows = 6;

/** The counterexample of a check as a timeline, under a title, cut to so many lines. */
export function renderTourViolation({ subject, report }: CheckedSubject, most: number): string[] {
  const { counterexample, policies } = report;
  if (counterexample === null) return [];
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const lines = renderViolation(subject, { ...report, others: [] }, counterexample);
  const shown = lines.length <= most - 1 ? lines : [...lines.slice(0, most - 2), '…'];
  return [`${subject.name}, ${formatOff(off)}:`, ...shown];
}

/** Commands to run next, each with what it does. */
export function renderCommands(commands: readonly (readonly [command: string, does: string])[]): string[] {
  return table(['What to run next:', ''], commands);
}
