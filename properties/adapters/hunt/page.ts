import { formatCount, formatNumber } from '../../../src/report/numbers.ts';
import type { HuntEngine } from './engines.ts';
import { huntEngines } from './engines.ts';
import type { HuntFinding } from './findings.ts';
import { knownFindings, knownFor } from './known.ts';
import type { HuntResult } from './results.ts';

/** The page docs/explanation/hunt.md, from these results. */
export function huntPage(results: readonly HuntResult[]): string {
  const versions = [...new Set(results.map(({ library, version }) => `${library} ${version}`))].toSorted(byVersion);
  return [
    ...head(results),
    ...findingLines(results),
    ...scriptLines(),
    ...versions.flatMap((name) =>
      tableOf(
        name,
        results.filter(({ library, version }) => `${library} ${version}` === name),
      ),
    ),
    '',
  ].join('\n');
}

function head(results: readonly HuntResult[]): string[] {
  const hours = results.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
  return [
    '# The hunt: other people’s libraries, searched',
    '',
    '`npm run hunt` writes this page. The command runs `check`, `stress` and `race` of [the lease queue](../guide/lease-queue.md)',
    'on each documented way to use a library, as a user does, each search in a process of its own with the default settings of',
    'the engine: `check` shares its runs among all scopes, `race` takes pairs after at most three commands in the smallest scope,',
    'and `stress` lets four workers act for 30 seconds. A search ends at its first finding, so the next search suspends the',
    'promise of that finding (`--suspend`). The command goes on where it was stopped.',
    '',
    `${formatCount(results.length, 'search')} in ${formatNumber(Math.round(10 * hours) / 10)} hours, measured at ${commitsIn(results)}, on a machine with two busy cores. [results.jsonl](../../properties/adapters/hunt/results.jsonl) has each result in a line.`,
  ];
}

function commitsIn(results: readonly HuntResult[]): string {
  return [...new Set(results.map(({ commit }) => commit))].join(', measured at ') || '0000000';
}

interface Found extends HuntFinding {
  readonly result: HuntResult;
}

function findingLines(results: readonly HuntResult[]): string[] {
  const found = results.flatMap((result) => result.findings.map((finding): Found => ({ ...finding, result })));
  if (found.length === 0) return ['', '## Findings', '', 'None.'];
  return [
    '',
    '## Findings',
    '',
    '| system | engine | promise | shown again | smallest run | description |',
    '|---|---|---|---:|---|---|',
    ...found
      .toSorted((a, b) => byVersion(nameOf(a), nameOf(b)))
      .map((finding) =>
        row([
          `\`${finding.result.system}\` of ${nameOf(finding)}`,
          `\`${finding.result.engine}\``,
          `\`${finding.promise}\``,
          finding.rate === null ? '' : `${finding.rate.shown} of ${finding.rate.of}`,
          `${formatCount(finding.length, 'command')}: ${runIn(finding)}`,
          descriptionOf(finding),
        ]),
      ),
  ];
}

/** A longer run of a stress says little. */
const mostShown = 16;

function runIn({ run }: HuntFinding): string {
  const shown = run.slice(0, mostShown).join(' → ');
  return run.length > mostShown ? `${shown} → …` : shown;
}

function descriptionOf({ promise, rate, result }: Found): string {
  const known = knownFor({ ...result, promise });
  if (known !== undefined)
    return `known: ${known.says} [described](${known.url}), [script](${folderOfScripts}/${known.script})`;
  return rate !== null && rate.shown < rate.of ? 'not steady, and not explained' : '**not explained**';
}

const folderOfScripts = '../../examples/reproductions';

function scriptLines(): string[] {
  return [
    '',
    '## With the library alone',
    '',
    'Each known finding has a script of few lines that uses the library alone. `DATABASE_URL`, `REDIS_URL`',
    'or `ETCD_ENDPOINTS` names its server.',
    '`npm run test:long -- properties/adapters/reproductions` runs each script, on the version with the bug and on the version',
    'that mends it.',
    '',
    '| library | script | finding | mended in |',
    '|---|---|---|---|',
    ...knownFindings.map(({ library, script, says, url, mendedIn }) =>
      row([
        library,
        `[${script}](${folderOfScripts}/${script})`,
        `${says} [described](${url})`,
        mendedIn ?? 'no version',
      ]),
    ),
  ];
}

function nameOf({ result: { library, version } }: Found): string {
  return `${library} ${version}`;
}

function tableOf(name: string, results: readonly HuntResult[]): string[] {
  const systems = [...new Set(results.map(({ system }) => system))];
  return [
    '',
    `## ${name}`,
    '',
    row(['system', ...huntEngines.map((engine) => `\`${engine}\``)]),
    `|---|${huntEngines.map(() => '---|').join('')}`,
    ...systems.map((system) =>
      row([
        `\`${system}\``,
        ...huntEngines.map((engine) =>
          results
            .filter((one) => one.system === system && one.engine === engine)
            .map(cellOf)
            .join('; then '),
        ),
      ]),
    ),
  ];
}

const units: Readonly<Record<HuntEngine, string>> = { check: 'run', race: 'schedule', stress: 'round' };

function cellOf({ engine, verdict, runs, suspended, seconds, limitSeconds, findings, note }: HuntResult): string {
  const without = suspended.length === 0 ? '' : ` without ${suspended.map((one) => `\`${one}\``).join(', ')}`;
  const done = runs === null ? '' : `, ${formatCount(runs, units[engine])}`;
  const races = engine === 'race' && note !== null ? `, ${note}` : '';
  const took = `${done}${races}${without}, ${formatNumber(Math.round(seconds))} s`;
  switch (verdict) {
    case 'holds':
      return `holds${took}`;
    case 'violated':
      return `**${findings.map(({ promise }) => promise).join(', ')}**${took}`;
    case 'stopped':
      return `no finding until the limit of ${formatNumber(limitSeconds)} s${done}${races}${without}`;
    case 'inconclusive':
      return `inconclusive${took}${engine === 'race' || note === null ? '' : ` (${note})`}`;
    case 'noVerdict':
      return `no verdict${without}: ${note ?? ''}`;
  }
}

/** Newer versions first, libraries by name. */
function byVersion(a: string, b: string): number {
  const [libraryA = '', versionA = ''] = a.split(' ');
  const [libraryB = '', versionB = ''] = b.split(' ');
  return libraryB.localeCompare(libraryA) || versionB.localeCompare(versionA, undefined, { numeric: true });
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
