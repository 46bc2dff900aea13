import type { Equivalent } from './engine-equivalents.ts';
import type { EngineModule } from './engine-modules.ts';
import type { Judged, Mutant } from './engine-mutants.ts';

/** A module with the verdicts on its mutants. */
export interface Row extends Judged, EngineModule {
  readonly killed: number;
  /** The mutants that no test noticed: each with its reason, `null` where the list of reasons has none. */
  readonly survivors: readonly (Mutant & { readonly because: string | null })[];
}

export function rowOf(module: EngineModule, judged: Judged, equivalents: readonly Equivalent[]): Row {
  const mutants = judged.mutants.filter(({ status }) => isJudged(status));
  const survivors = mutants
    .filter(({ status }) => !isKilled(status))
    .map((mutant) => {
      const because = equivalents.find((one) => isOf(one, module, mutant))?.because ?? null;
      return Object.assign({ because }, mutant);
    });
  return { ...module, ...judged, mutants, killed: mutants.length - survivors.length, survivors };
}

/**
 * Entries that match no survivor of these modules: the code or the tests have changed. A mutant with a reason that ran out
 * of time is no proof of that: it behaves the same, so a slow machine has decided.
 */
export function staleAmong(equivalents: readonly Equivalent[], rows: readonly Row[]): Equivalent[] {
  return equivalents.filter((one) =>
    rows.some(
      (row) => row.file === one.file && !row.mutants.some((mutant) => isOf(one, row, mutant) && mayBeSame(mutant)),
    ),
  );
}

/** Whether no test was red with this mutant. */
function mayBeSame({ status }: Mutant): boolean {
  return status !== 'Killed';
}

function isOf(one: Equivalent, { file }: EngineModule, { line, mutator, replacement }: Mutant): boolean {
  return one.file === file && one.line === line && one.mutator === mutator && one.replacement === replacement;
}

/** A change that makes the tests run for ever counts as noticed. */
function isKilled(status: string): boolean {
  return status === 'Killed' || status === 'Timeout';
}

/** A module that cannot be loaded is no evidence about the tests. */
function isJudged(status: string): boolean {
  return isKilled(status) || status === 'Survived' || status === 'NoCoverage';
}

export function percentOf(killed: number, mutants: number): string {
  return `${mutants === 0 ? '100.0' : ((killed / mutants) * 100).toFixed(1)} %`;
}

/** The page docs/explanation/mutants.md. */
export function pageOf(rows: readonly Row[]): string {
  const sum = (of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const [lines, mutants, killed] = [
    sum((row) => row.lines),
    sum((row) => row.mutants.length),
    sum((row) => row.killed),
  ];
  const cells = [
    ...rows.map((row) => cellsOf(nameOf(row), row.lines, row.mutants.length, row.killed, row.survivors.length)),
    cellsOf('**all**', lines, mutants, killed, mutants - killed),
  ];
  return [
    '# Mutants of the engines',
    '',
    '`npm run mutants:engines` writes this page. The command changes one condition, number, text or statement of a module at',
    'a time, and runs the tests of that module: at least one test has to be red. A change that no test can notice, because the',
    'changed code behaves the same, is listed below with the reason.',
    '',
    ...(rows.some(({ judgedAt }) => judgedAt !== undefined) ? carriedOver : []),
    '| module | lines | mutants | killed | share | survivors |',
    '|---|---:|---:|---:|---:|---:|',
    ...cells,
    '',
    '## Survivors',
    ...rows.filter(({ survivors }) => survivors.length > 0).flatMap(sectionOf),
    '',
  ].join('\n');
}

const carriedOver = [
  'A module with a commit in the table was judged at that commit. Names and texts in the module or its tests have changed',
  'since, and it is listed under its present name. The other modules are shown as they were when the command last judged',
  'them.',
  '',
];

function nameOf({ file, judgedAt }: Row): string {
  return judgedAt === undefined ? `\`${file}\`` : `\`${file}\` (at ${judgedAt})`;
}

function cellsOf(name: string, lines: number, mutants: number, killed: number, survivors: number): string {
  return `| ${name} | ${lines} | ${mutants} | ${killed} | ${percentOf(killed, mutants)} | ${survivors} |`;
}

function sectionOf({ file, survivors }: Row): string[] {
  const items = survivors.map(
    ({ line, mutator, replacement, because }) =>
      `- ${codeOf(line)}, ${mutator}: ${codeOf(replacement)} instead. ${because ?? '**No test notices.**'}`,
  );
  return ['', `### \`${file}\``, '', ...items];
}

/** The text as code in Markdown, between more backticks than the text has in a row. */
function codeOf(text: string): string {
  const cut = text.length > 100 ? `${text.slice(0, 99)}…` : text;
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return longest === 0 ? `\`${cut}\`` : `${'`'.repeat(longest + 1)} ${cut} ${'`'.repeat(longest + 1)}`;
}
