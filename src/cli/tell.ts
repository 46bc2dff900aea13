import { styleText } from 'node:util';
import type { CheckReport } from '../check/check.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';

/** The verdict of a check in one sentence: what was found, and what it covers. */
export function tellVerdict(report: CheckReport): string {
  const { verdict, violation } = report;
  const covered = `${number(report.runs, 'run')} (${number(report.commands, 'command')}, ${number(report.distinctStates, 'distinct state')})`;
  if (violation !== null) {
    const where = {
      model: 'on the model',
      system: `on ${report.system} alone`,
      both: `on the model and on ${report.system}`,
    }[violation.side];
    return styleText(
      'red',
      `violated: ${violation.name} (${violation.kind}) by ${number(violation.length, 'command')}, ${where}; run ${number(report.runs, '')} showed it`.replace(
        / {2,}/g,
        ' ',
      ),
    );
  }
  if (verdict === 'interrupted') return styleText('yellow', `interrupted: no violation in the first ${covered}`);
  if (verdict === 'vacuous')
    return styleText(
      'yellow',
      `vacuous: no violation in ${covered}, but too few of them met: ${report.unmet.join('; ')}`,
    );
  return styleText('green', `holds: no violation in ${covered}: a sample, no proof`);
}

/** A subject and how it is set up, in one line. */
export function tellSetUp(subject: string, policies: Policies, scope: Scope): string {
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  return `${subject}, ${off.length === 0 ? 'all policies on' : `without ${off.join(', ')}`}, ${tellScope(scope)}`;
}

/** How big the world is. */
export function tellScope(scope: Scope): string {
  return Object.entries(scope)
    .map(([what, count]) => (count === 1 ? `1 ${what.replace(/s$/, '')}` : `${count} ${what}`))
    .join(', ');
}

/** Per type of command, how often each outcome occurred, the most frequent first. */
export function tellOutcomes(outcomes: CheckReport['outcomes']): string[] {
  const rows = Object.entries(outcomes).map(([type, counts]) => [
    type,
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} ${count.toLocaleString('en')}`)
      .join(', '),
  ]);
  return table(['command', 'outcomes'], rows);
}

/** What the runs of a check met. */
export function tellCoverage(report: CheckReport): string[] {
  const faults = Object.entries(report.faults).map(([fault, count]) => `${fault} ${count.toLocaleString('en')}`);
  const met = Object.entries(report.met).map(
    ([name, { share, leastShare }]) =>
      `${share < leastShare ? 'missed' : 'met'}: ${name} in ${percent(share)} of the runs (at least ${percent(leastShare)})`,
  );
  return [
    ...tellOutcomes(report.outcomes),
    `faults: ${faults.length === 0 ? 'none' : faults.join(', ')}`,
    // A run that ended in a violation was cut off: what it did not meet says nothing.
    ...(report.violation === null ? met : []),
  ];
}

/** The counterexample of a check as a timeline, and what it says; nothing where there is none. */
export function tellViolation(subject: AnySubject, { policies, scope, violation }: CheckReport): string[] {
  if (violation === null) return [];
  return [...timeline(subject, { policies, scope }, violation), violation.details];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function number(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 || noun === '' ? '' : 's'}`;
}
