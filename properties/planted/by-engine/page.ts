import { formatCount, formatNumber, formatPercent } from '../../../src/report/numbers.ts';
import type { SystemBug } from '../system-bug.ts';
import type { EngineName } from './engines.ts';
import { engineNames } from './engines.ts';
import type { Measured, Row } from './measured.ts';

/** A measurement, with its name in the page. */
export interface Measurement extends Measured {
  readonly title: string;
}

/** Why no engine finds a bug, by the name of the bug. */
export type Reasons = Readonly<Record<string, string>>;

/** The page docs/explanation/planted-by-engine.md. */
export function pageByEngine(bugs: readonly SystemBug[], measurements: readonly Measurement[], why: Reasons): string {
  const last = measurements.at(-1);
  const details = last === undefined ? [] : unfoundIn(bugs, last, why).concat(tablesOf(bugs, last));
  const summaries = measurements.flatMap((measurement) => summaryOf(bugs, measurement));
  return [...head(bugs), ...summaries, ...details, ''].join('\n');
}

function head(bugs: readonly SystemBug[]): string[] {
  const races = bugs.filter(({ isRace }) => isRace === true).length;
  const coincident = bugs.filter(({ needs, isRace }) => needs !== undefined && isRace !== true).length;
  return [
    '# Planted bugs by engine',
    '',
    '`npm run planted -- --engine check,explore,sweep,race` writes this page. The command plants each bug of',
    '[system-bugs.ts](../../properties/planted/system-bugs.ts) in a copy of the project, and runs an engine as a user does,',
    'with the settings that it has by default: `check` with all scopes (before: with the scope `medium`), `explore` with the',
    'smallest scope. No test is run. The command goes on where it was stopped, and `--only TEXT` takes some bugs.',
    '',
    `${bugs.length} bugs are planted: ${races} show only where commands overlap, and ${coincident} of the others need two circumstances at the same time.`,
    '',
    '- **Runs**: until the bug was found; of `race` the schedules; of `explore` all runs of the drive, which goes on to twenty violations.',
    '- **Commands**: the length of the counterexample.',
    '- **Seconds**: with the start of the program and the search for a smaller counterexample; the median where there are several seeds.',
  ];
}

function summaryOf(bugs: readonly SystemBug[], { title, commit, runs, rows }: Measurement): string[] {
  const line = (name: string, own: readonly Row[]): string => {
    const searched = bugs.filter((bug) => own.some((one) => one.bug === bug.name));
    const found = searched.filter((bug) => own.some((one) => one.bug === bug.name && isFound(one)));
    const share = searched.length === 0 ? '' : formatPercent(found.length / searched.length);
    return row([name, formatNumber(searched.length), formatNumber(found.length), share]);
  };
  const left = bugs.filter((bug) => !rows.some((one) => one.bug === bug.name)).length;
  return [
    '',
    `## ${title}`,
    '',
    `At most ${formatNumber(runs)} runs or schedules of each engine, measured at ${commit}, on a machine with two busy cores.`,
    '',
    '| engine | bugs searched | found | share |',
    '|---|---:|---:|---:|',
    ...engineNames.map((engine) =>
      line(
        `\`${engine}\``,
        rows.filter((one) => one.engine === engine),
      ),
    ),
    line('any of them', rows),
    '',
    `Not searched by any engine: ${formatCount(left, 'bug')}. With \`--left\` an engine searches only the bugs that no engine has found, so the shares of such engines are those of the hard ones.`,
  ];
}

function unfoundIn(bugs: readonly SystemBug[], { rows }: Measured, why: Reasons): string[] {
  const searched = bugs.filter(({ name }) => rows.some((one) => one.bug === name));
  const unfound = searched.filter(({ name }) => !rows.some((one) => one.bug === name && isFound(one)));
  return [
    '',
    '## Found by no engine',
    '',
    '| bug | where | what a user loses | why |',
    '|---|---|---|---|',
    ...unfound.map(({ name, patch, breaks, equivalence }) =>
      row([name, codeOf(patch.file), breaks, why[name] ?? equivalence ?? '**no reason listed**']),
    ),
  ];
}

function tablesOf(bugs: readonly SystemBug[], { rows }: Measured): string[] {
  const header = row(['bug', 'kind', 'system', ...engineNames.map(codeOf)]);
  const rule = `|---|---|---|${engineNames.map(() => '---|').join('')}`;
  return [...new Set(bugs.map(({ subject }) => subject))].flatMap((subject) =>
    ['', `## ${subject}`, '', header, rule].concat(
      bugs
        .filter((bug) => bug.subject === subject)
        .flatMap((bug) => bug.systems.map((system) => lineOf(bug, system, rows))),
    ),
  );
}

function lineOf({ name, kind, isRace, needs }: SystemBug, system: string, rows: readonly Row[]): string {
  const mark = isRace === true ? ' (overlap)' : needs === undefined ? '' : ' (two circumstances)';
  const cells = engineNames.map((engine) => {
    const own = rows.find((one) => one.bug === name && one.engine === engine && one.system === system);
    return own === undefined ? '' : cellOf(own);
  });
  return row([`${name}${mark}`, kind, `\`${system}\``, ...cells]);
}

/** Of several seeds the medians of those that found the bug. */
function cellOf({ found }: Row): string {
  const hits = found.filter(({ verdict }) => verdict === 'found');
  const seeds = found.length > 1 ? `, ${hits.length} of ${found.length} seeds` : '';
  if (hits.length === 0) {
    const [first] = found;
    const verdict = first?.verdict === 'tooLong' ? 'no end' : first?.verdict === 'broken' ? 'no verdict' : 'not found';
    return `${verdict}, ${formatNumber(medianOf(found.map(({ seconds }) => seconds)))} s${seeds}`;
  }
  const median = (values: readonly (number | null)[]): string => formatNumber(medianOf(values.map((one) => one ?? 0)));
  const runs = median(hits.map((hit) => hit.runs));
  const commands = median(hits.map((hit) => hit.length));
  return `**found**: runs ${runs}, commands ${commands}, ${median(hits.map((hit) => hit.seconds))} s${seeds}`;
}

export function isFound({ found }: Row): boolean {
  return found.some(({ verdict }) => verdict === 'found');
}

/** The median; of an even number of values the lower one of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** The reasons for bugs that were found, or that do not exist. */
export function staleReasons(bugs: readonly SystemBug[], { rows }: Pick<Measured, 'rows'>, why: Reasons): string[] {
  const isStale = (name: string): boolean =>
    !bugs.some((bug) => bug.name === name) || rows.some((one) => one.bug === name && isFound(one));
  return Object.keys(why).filter(isStale);
}

export function engineNamed(name: string): EngineName {
  const engine = engineNames.find((one) => one === name);
  if (engine !== undefined) return engine;
  throw new RangeError(
    `--engine takes ${engineNames.join(', ')}, with commas where there are several, and not '${name}'`,
  );
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function codeOf(text: string): string {
  return `\`${text}\``;
}
