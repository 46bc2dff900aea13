import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownText } from '../kernel/printable.ts';
import { UserError } from '../kernel/user-error.ts';
import { loadScenarios } from './load-scenarios.ts';
import type { RaceScenario } from './race-scenario.ts';
import type { Loaded } from './scenario-loader.ts';
import type { IndexRow, ListedScenario, Scenario } from './scenario.ts';
import { parseScenario } from './scenarios.ts';

interface InFolder {
  /** The name of the failure mode's folder. */
  readonly folder: string;
}

/** A failure mode whose scenario is a run of commands. */
export type RunFailureMode = Scenario & InFolder;

/** A failure mode whose scenario is a race. */
export type RaceFailureMode = RaceScenario & InFolder;

/** A failure mode whose scenario is of another kind. */
export type ListedFailureMode = ListedScenario & InFolder;

export type FailureMode = RunFailureMode | RaceFailureMode | ListedFailureMode;

/** A file in the folder of failure modes is missing or wrong. The message is a line with the file. */
class BadFailureMode extends UserError {
  override name = 'BadFailureMode';
}

/** Every failure mode below a folder, by number. Throws `BadFailureMode`. */
export async function readFailureModes(root: string): Promise<FailureMode[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw new BadFailureMode(`the failure modes cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const named = folders.toSorted().map((folder) => ({ folder, id: idOf(root, folder) }));
  const loaded = await loadScenarios(named.map(({ folder }) => join(root, folder, 'scenario.ts')));
  const modes = named.map(({ folder, id }, at) => failureModeIn(folder, id, loaded[at]));
  const twice = modes.find(({ id }, at) => modes.findIndex((mode) => mode.id === id) !== at);
  if (twice !== undefined)
    throw new BadFailureMode(`${join(root, twice.folder)} has a number that is in use: ${twice.id}`);
  return modes;
}

function idOf(root: string, folder: string): string {
  const [id] = /^FM_\d{3}(?=_[a-z0-9_]+$)/.exec(folder) ?? [];
  if (id === undefined) throw new BadFailureMode(`${join(root, folder)} is not called FM_NNN_snake_case`);
  return id;
}

function failureModeIn(folder: string, id: string, loaded: Loaded | undefined): FailureMode {
  if (loaded === undefined) throw new RangeError(`${folder} was not loaded`);
  const { path } = loaded;
  if ('wrong' in loaded) throw new BadFailureMode(`${path} cannot be loaded: ${firstLineOf(loaded.wrong)}`);
  const parsed = parseScenario(loaded.scenario);
  if ('wrong' in parsed) throw new BadFailureMode(`${path} exports no scenario: ${parsed.wrong}`);
  const { scenario } = parsed;
  if (scenario.id !== id) throw new BadFailureMode(`${path} has the id ${scenario.id}, its folder ${id}`);
  return { ...scenario, folder };
}

function messageOf(error: unknown): string {
  return firstLineOf(error instanceof Error ? error.message : String(error));
}

function firstLineOf(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

/** The failure modes whose scenario is a run of commands. */
export function runsAmong(modes: readonly FailureMode[]): readonly RunFailureMode[] {
  return modes.filter((mode): mode is RunFailureMode => !('indexRow' in mode) && !('atOnce' in mode));
}

/** Of these failure modes those of a model, which policies prevent. */
export function policyRunsAmong(modes: readonly FailureMode[]): readonly RunFailureMode[] {
  return runsAmong(modes).filter(({ prevention }) => prevention.by === 'policy');
}

/** Of these failure modes those of a contract, which another system prevents. */
export function contractRunsAmong(modes: readonly FailureMode[]): readonly RunFailureMode[] {
  return runsAmong(modes).filter(({ prevention }) => prevention.by === 'system');
}

/** The failure modes whose scenario is a race. */
export function racesAmong(modes: readonly FailureMode[]): readonly RaceFailureMode[] {
  return modes.filter((mode): mode is RaceFailureMode => 'atOnce' in mode);
}

/** The failure mode of an invariant's violation without these policies. */
export function failureModeOf(
  modes: readonly FailureMode[],
  {
    subject,
    off,
    invariant,
  }: { readonly subject: string; readonly off: readonly string[]; readonly invariant: string },
): FailureMode | undefined {
  return runsAmong(modes).find(
    ({ subject: its, without, breaks }) =>
      its === subject &&
      without.length > 0 &&
      without.length === off.length &&
      without.every((policy) => off.includes(policy)) &&
      [...breaks.during, ...breaks.settled].includes(invariant),
  );
}

/** The index of all failure modes, as Markdown. */
export function failureModeIndex(modes: readonly FailureMode[]): string {
  const rows = modes.map((mode) => {
    const { folder, id, title, foundBy } = mode;
    const { scenario, violated, length } = indexRowIn(mode);
    const number = id.slice('FM_'.length);
    return `| [${id}](../failure_modes/${folder}/spec.md) | ${markdownText(title)} | ${scenario} | ${violated} | ${length} | ${markdownText(foundBy)} | \`npm run test:fm -- ${number}\` |`;
  });
  return [
    '# Failure modes',
    '',
    '`npm run index` writes this file from `failure_modes/`; a test compares the two.',
    '',
    '| number | failure mode | scenario | invariants violated | commands | found by | shown by |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function indexRowIn(mode: FailureMode): IndexRow {
  if ('indexRow' in mode) return escaped(mode.indexRow);
  return 'atOnce' in mode ? rowOfRace(mode) : rowOfRun(mode);
}

function rowOfRace({ subject, system, without, violation, promise, before, atOnce }: RaceScenario): IndexRow {
  const racing = atOnce.flatMap(({ commands }) => commands);
  return {
    scenario: `${setUpInRow(subject, without)}, commands at once`,
    violated: `${markdownText(promise ?? violation)} (${markdownText(system)})`,
    length: `${before.length}, then ${racing.length} at once`,
  };
}

function setUpInRow(subject: string, without: readonly string[]): string {
  const off = without.length === 0 ? 'as shipped' : `without \`${without.map(markdownText).join('`, `')}\``;
  return `${markdownText(subject)} ${off}`;
}

function rowOfRun({ subject, without, breaks, commands }: Scenario): IndexRow {
  const { during, settled, onSystem } = breaks;
  const elsewhere = onSystem === undefined ? [] : [`${onSystem.name} (${onSystem.system})`];
  return {
    scenario: setUpInRow(subject, without),
    violated: [...during, ...settled.map((name) => `${name} (settled)`), ...elsewhere].map(markdownText).join(', '),
    length: String(commands.length),
  };
}

function escaped({ scenario, violated, length }: IndexRow): IndexRow {
  return { scenario: markdownText(scenario), violated: markdownText(violated), length: markdownText(length) };
}
