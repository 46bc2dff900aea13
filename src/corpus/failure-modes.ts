import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** What a failure mode's `scenario.ts` exports as `scenario`: data that the model and every system can be run with. */
export interface Scenario {
  /** Such as `FM_001`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[];
  /** The invariants that fall, by id: at the last command, and once recovery is done. */
  readonly breaks: { readonly during: readonly string[]; readonly settled: readonly string[] };
  /** How it came to be known. */
  readonly foundBy: string;
}

const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  id: z.string().regex(/^FM_\d{3}$/),
  title: z.string().min(1),
  subject: z.string(),
  without: z.array(z.string()),
  scope: z.record(z.string(), z.int().nonnegative()),
  commands: z.array(z.looseObject({ type: z.string() })),
  breaks: z.strictObject({ during: z.array(z.string()), settled: z.array(z.string()) }),
  foundBy: z.string().min(1),
});

export interface FailureMode extends Scenario {
  /** The name of its folder. */
  readonly folder: string;
}

/** Every failure mode below a folder, by number. Throws with the file's name where a scenario is not one. */
export async function readFailureModes(root: string): Promise<FailureMode[]> {
  const folders = (await readdir(root)).filter((name) => /^FM_\d{3}_[a-z0-9_]+$/.test(name)).toSorted();
  return Promise.all(folders.map((folder) => readFailureMode(root, folder)));
}

async function readFailureMode(root: string, folder: string): Promise<FailureMode> {
  const path = join(root, folder, 'scenario.ts');
  const module = (await import(pathToFileURL(path).href)) as { scenario?: unknown };
  const parsed = scenarioSchema.safeParse(module.scenario);
  if (!parsed.success) throw new Error(`${path} exports no scenario:\n${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, folder };
}

/** The failure mode that an invariant's fall without a policy belongs to. */
export function failureModeOf(
  modes: readonly FailureMode[],
  { subject, policy, invariant }: { readonly subject: string; readonly policy: string; readonly invariant: string },
): FailureMode | undefined {
  return modes.find(
    ({ subject: its, without, breaks }) =>
      its === subject &&
      without.length === 1 &&
      without[0] === policy &&
      [...breaks.during, ...breaks.settled].includes(invariant),
  );
}

/** The index of all failure modes, as Markdown. */
export function failureModeIndex(modes: readonly FailureMode[]): string {
  const rows = modes.map(({ folder, id, title, subject, without, breaks, commands, foundBy }) => {
    const invariants = [...breaks.during, ...breaks.settled.map((name) => `${name} (settled)`)].join(', ');
    const number = id.slice('FM_'.length);
    return `| [${id}](../failure_modes/${folder}/spec.md) | ${title} | ${subject} without \`${without.join('`, `')}\` | ${invariants} | ${commands.length} | ${foundBy} | \`npm run test:fm -- ${number}\` |`;
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
