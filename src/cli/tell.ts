import { styleText } from 'node:util';
import type { CheckReport } from '../check/check.ts';
import type { FoundBy } from '../corpus/trace.ts';
import type { Counterexample } from '../check/counterexample.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { wrappedList } from '../report/wrapped.ts';

/** The verdict of a check in one sentence: what was found, and what it covers. */
export function tellVerdict(report: CheckReport): string {
  const { verdict, violation } = report;
  const states =
    report.seen === null
      ? number(report.distinctStates, 'distinct state')
      : `${percent(report.seen.states.share)} of all states and ${percent(report.seen.edges.share)} of the edges between them`;
  const covered = `${number(report.runs, 'run')} (${number(report.commands, 'command')}, ${states})`;
  if (violation !== null) {
    const where = {
      model: 'on the model',
      system: `on ${report.system} alone`,
      both: `on the model and on ${report.system}`,
    }[violation.side];
    const shownBy = report.runs === 0 ? 'a kept counterexample' : `run ${report.runs.toLocaleString('en')}`;
    return styleText(
      'red',
      `violated: ${violation.name} (${violation.kind}) by ${number(violation.length, 'command')}, ${where}; ${shownBy} showed it`,
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

/** What is wider than this is broken. */
const widthColumns = 100;

/** A subject and how it is set up, and what else is to be said of it, in as few lines as there is room for. */
export function tellHead(subject: string, policies: Policies, scope: Scope, more: readonly string[] = []): string[] {
  return wrappedList([...tellSetUp(subject, policies, scope).split(', '), ...more], widthColumns);
}

/** A subject and how it is set up, in one line. */
export function tellSetUp(subject: string, policies: Policies, scope: Scope): string {
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  return `${subject}, ${off.length === 0 ? 'all policies on' : `without ${off.join(', ')}`}, ${tellScope(scope)}`;
}

/** How big the world is. What there is none of is not told. */
export function tellScope(scope: Scope): string {
  return Object.entries(scope)
    .filter(([, count]) => count !== 0)
    .map(([size, count]): [string, number] => [
      size.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
      count,
    ])
    .map(([what, count]) => (count === 1 ? `1 ${what.replace(/ies$/, 'ys').replace(/s$/, '')}` : `${count} ${what}`))
    .join(', ');
}

/** Per type of command, how often each outcome occurred, the most frequent first. */
export function tellOutcomes(outcomes: CheckReport['outcomes']): string[] {
  const header = ['command', 'outcomes'];
  const types = Object.keys(outcomes);
  const left = widthColumns - Math.max(...[...types, 'command'].map(({ length }) => length)) - '  '.length;
  const rows = Object.entries(outcomes).flatMap(([type, counts]) => {
    const told = Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} ${count.toLocaleString('en')}`);
    return wrappedList(told, left).map((line, index) => [index === 0 ? type : '', line]);
  });
  return table(header, rows);
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
export function tellViolation(subject: AnySubject, { policies, scope, violation, others }: CheckReport): string[] {
  if (violation === null) return [];
  return [
    ...timeline(subject, { policies, scope }, violation),
    violation.details,
    tellCertificate(violation.certificate),
    ...others.map(tellOther),
  ];
}

function tellOther({ name, kind, length, certificate }: Counterexample): string {
  const proof = certificate.kind === 'shortest' ? 'none shorter' : certificate.kind;
  return `also found: ${name} (${kind}) by ${number(length, 'command')}, ${proof}`;
}

/** Why a counterexample is believed to be as short as it can be, in one line. */
export function tellCertificate(certificate: Certificate | null): string {
  if (certificate === null) return 'no certificate: nobody has looked whether there is a shorter run';
  if (certificate.kind === 'locally minimal') return `locally minimal: ${certificate.reason}`;
  const { exploredDepth, states, digest } = certificate;
  const runs = `no run of at most ${number(exploredDepth, 'command')} breaks it`;
  return `shortest: ${runs} (${number(states, 'state')} explored, digest ${digest})`;
}

/** Who found something, in a few words. */
export function tellFoundBy({ who, seed, run }: FoundBy): string {
  return seed === undefined ? who : `${who}, seed ${seed}, run ${run}`;
}

/** Never all of it where a little is missing. */
export function percent(share: number): string {
  return `${Math.min(share * 100, share < 1 ? 99.9 : 100).toFixed(1)} %`;
}

function number(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
