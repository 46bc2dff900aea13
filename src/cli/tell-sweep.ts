import { styleText } from 'node:util';
import type { Lasting, SweptFall } from '../check/sweep.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { table } from '../report/table.ts';
import { wrapped } from '../report/wrapped.ts';
import type { Row, Sweep, Verdict } from './swept.ts';
import { sum } from './swept.ts';

/** What came of a sweep, for a person. */
export function tellSweep({ subject, system, verdict, killedAt: counts, invariants, rows }: Sweep): string[] {
  const header = ['run', 'policies off', 'killed once', 'from then on', 'unprotected falls'];
  const cells = rows.map(({ title, without, points, unprotectedFalls }) => [
    title,
    without.length === 0 ? '(none)' : without.join(', '),
    killedOf(points, 'once'),
    killedOf(points, 'fromThenOn'),
    Object.keys(unprotectedFalls).toSorted().join(', ') || 'nothing',
  ]);
  return [
    styleText('bold', `${subject} on ${system}, crashed at every failpoint that a run comes by`),
    ...table(header, fitting(header, cells)),
    ...tellPlaces(counts),
    ...tellInvariants(invariants),
    ...rows.flatMap((row) => row.falls.flatMap((fall) => tellFall(row, fall))),
    tellVerdict(verdict, rows),
  ];
}

/** As many columns as a terminal has. */
const widthColumns = 120;

/** The last column is broken where the others leave it too little room. */
function fitting(header: readonly string[], rows: readonly (readonly string[])[]): string[][] {
  const before = header.slice(0, -1);
  const widths = before.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const left = widthColumns - sum(widths.map((width) => width + 2));
  return rows.flatMap((row) =>
    wrapped(row.at(-1) ?? '', left).map((line, index) =>
      before.map((_, column) => (index === 0 ? (row[column] ?? '') : '')).concat(line),
    ),
  );
}

function killedOf(points: Row['points'], lasting: Lasting): string {
  return `${points.filter(({ killed }) => killed.includes(lasting)).length} of ${points.length}`;
}

/** How often somebody died at each place, a row for those that differ in their last word alone. */
function tellPlaces(counts: Sweep['killedAt']): string[] {
  const places = Object.entries(counts).map(([name, count]) => {
    const at = name.lastIndexOf('.');
    return { step: name.slice(0, Math.max(at, 0)), word: name.slice(at + 1), count };
  });
  const words = [...new Set(places.map(({ word }) => word))];
  const steps = [...new Set(places.map(({ step }) => step))];
  const cell = (step: string, word: string): string =>
    `${places.find((place) => place.step === step && place.word === word)?.count ?? ''}`;
  const rows = steps.map((step) => [step].concat(words.map((word) => cell(step, word))));
  return table(['deaths at', ...words], rows);
}

/** Over all crash points: where each invariant held, and that it can fall. */
function tellInvariants(invariants: Sweep['invariants']): string[] {
  const rows = Object.entries(invariants).map(([id, { protected: kept, unprotected }]) => [
    id,
    `${kept.runs - kept.fell} of ${kept.runs} runs`,
    unprotected.runs === 0 ? '' : `${unprotected.fell} of ${unprotected.runs} runs`,
  ]);
  return table(['invariant', 'holds where protected', 'falls where unprotected'], rows);
}

function tellVerdict(verdict: Verdict, rows: readonly Row[]): string {
  const runs = sum(rows.map((row) => row.runs)).toLocaleString('en');
  const kinds = new Set(rows.flatMap(({ points }) => points.map(({ name }) => name))).size;
  const covered = `${runs} runs, ${kinds} failpoints`;
  switch (verdict) {
    case 'holds':
      return styleText(
        'green',
        `holds: whoever dies where, and for how long, nothing falls that a policy protects (${covered})`,
      );
    case 'violated':
      return styleText('red', `violated: a crash breaks what should hold (${covered})`);
    case 'missed':
      return styleText('yellow', `missed: not at every point somebody died, which shows little (${covered})`);
    case 'interrupted':
      return styleText('yellow', `interrupted: stopped before every point was taken (${covered})`);
  }
}

function tellFall(
  { title, without, commands }: Row,
  { violation, crash, steps, runs }: SweptFall<Command, Outcome>,
): string[] {
  const off = without.length === 0 ? '' : ` without ${without.join(', ')}`;
  const where =
    crash === null
      ? 'with nobody dying'
      : `killed at ${crash.point.name} by command ${crash.point.at + 1}${crash.lasting === 'once' ? '' : ' and wherever anybody comes by from then on'}`;
  const rows = steps.map(({ command, outcome, killedAt: places }, at) => [
    at < commands.length ? `${at + 1}` : `r${at + 1 - commands.length}`,
    JSON.stringify(command),
    outcome === null ? 'threw' : JSON.stringify(outcome),
    places.length === 0 ? '' : `✗ ${places.join(', ')}`,
  ]);
  return [
    '',
    styleText(
      'red',
      `${violation.name} (${violation.kind}) falls in ${title}${off}, ${where}; ${runs} of its runs show it`,
    ),
    violation.details,
    ...table(['#', 'command', 'outcome', 'killed at'], rows),
  ];
}
