import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Complaint } from '../kernel/complaint.ts';
import type { Command } from '../kernel/model.ts';

/** What a failure mode's `scenario.ts` exports as `scenario`: data that the model and every system can be run with. */
export interface Scenario {
  /** Such as `FM_001`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** Taken after the commands, where another order of recovery than that of random runs shows it. */
  readonly recovery?: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The invariants that fall, by id: on the way, and once recovery is done. What only a system shows: where it parts from the model, or what it throws. */
  readonly breaks: {
    readonly during: readonly string[];
    readonly settled: readonly string[];
    readonly onSystem?: { readonly system: string; readonly name: string };
  };
  /** How it came to be known. */
  readonly foundBy: string;
}

const commandSchema = z.looseObject({ type: z.string(), fault: z.string().exactOptional() });

const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  id: z.string().regex(/^FM_\d{3}$/),
  title: z.string().min(1),
  subject: z.string(),
  without: z.array(z.string()),
  scope: z.record(z.string(), z.int().nonnegative()),
  commands: z.array(commandSchema),
  recovery: z.array(commandSchema).exactOptional(),
  breaks: z.strictObject({
    during: z.array(z.string()),
    settled: z.array(z.string()),
    onSystem: z.strictObject({ system: z.string(), name: z.string() }).exactOptional(),
  }),
  foundBy: z.string().min(1),
});

export interface FailureMode extends Scenario {
  /** The name of its folder. */
  readonly folder: string;
}

/** What is in the folder of failure modes is not what has to be there. Said in one line, with the file. */
class BadFailureMode extends Complaint {
  override name = 'BadFailureMode';
}

/** Every failure mode below a folder, by number. Throws `BadFailureMode`. */
export async function readFailureModes(root: string): Promise<FailureMode[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw new BadFailureMode(`the failure modes cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const modes = await Promise.all(folders.toSorted().map((folder) => readFailureMode(root, folder)));
  const twice = modes.find(({ id }, at) => modes.findIndex((mode) => mode.id === id) !== at);
  if (twice !== undefined)
    throw new BadFailureMode(`${join(root, twice.folder)} has the number of another: ${twice.id}`);
  return modes;
}

async function readFailureMode(root: string, folder: string): Promise<FailureMode> {
  const path = join(root, folder, 'scenario.ts');
  const [id] = /^FM_\d{3}(?=_[a-z0-9_]+$)/.exec(folder) ?? [];
  if (id === undefined) throw new BadFailureMode(`${join(root, folder)} is not called FM_NNN_snake_case`);
  const module = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new BadFailureMode(`${path} cannot be loaded: ${messageOf(error)}`, { cause: error });
  })) as { scenario?: unknown };
  const parsed = scenarioSchema.safeParse(module.scenario);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${['scenario', ...issue.path].join('.')}: ${issue.message}`);
    throw new BadFailureMode(`${path} exports no scenario: ${issues.join('; ')}`);
  }
  if (parsed.data.id !== id) throw new BadFailureMode(`${path} says ${parsed.data.id}, its folder ${id}`);
  return { ...parsed.data, folder };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** The failure mode that an invariant's fall without these policies belongs to. */
export function failureModeOf(
  modes: readonly FailureMode[],
  {
    subject,
    off,
    invariant,
  }: { readonly subject: string; readonly off: readonly string[]; readonly invariant: string },
): FailureMode | undefined {
  return modes.find(
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
  const rows = modes.map(({ folder, id, title, subject, without, breaks, commands, foundBy }) => {
    const { during, settled, onSystem } = breaks;
    const elsewhere = onSystem === undefined ? [] : [`${onSystem.name} (${onSystem.system})`];
    const fallen = [...during, ...settled.map((name) => `${name} (settled)`), ...elsewhere].join(', ');
    const scenario = `${subject} ${without.length === 0 ? 'as shipped' : `without \`${without.join('`, `')}\``}`;
    const number = id.slice('FM_'.length);
    return `| [${id}](../failure_modes/${folder}/spec.md) | ${title.replaceAll('|', '\\|')} | ${scenario} | ${fallen} | ${commands.length} | ${foundBy} | \`npm run test:fm -- ${number}\` |`;
  });
  return [
    '# Failure modes',
    '',
    'Generated from `failure_modes/` by `npm run index`; a test fails when it is stale.',
    '',
    '| number | failure mode | scenario | invariants that fall | commands | found by | shown by |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
