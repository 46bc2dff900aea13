import { formatCount } from '../../src/report/numbers.ts';
import type { Collection } from './collection.ts';
import type { Verdict } from './judge.ts';

/** The bugs of a collection, with what is known of each. */
export interface Section {
  readonly collection: Pick<Collection, 'name' | 'about'>;
  readonly verdicts: readonly Verdict[];
}

/** The page docs/explanation/planted.md. */
export function pageOf(sections: readonly Section[]): string {
  return [
    '# Planted bugs',
    '',
    '`npm run planted` writes this page. The command plants one bug after the other in a copy of the project, and runs the',
    'tests and engines that must find it. A bug without a finding is listed with the reason, or it is open work. The',
    'collections are in [properties/planted](../../properties/planted).',
    '',
    'A new bug is an entry of a collection, as in [structure/bugs.ts](../../properties/planted/structure/bugs.ts): its name (the',
    'change, as a clause), its subject, the invariant or constraint that it breaks, and a patch, whose replaced text its file',
    'has exactly once. The bugs of `sql` follow from the schemas and statements, without an entry. A new collection is a folder',
    'with a [`Collection`](../../properties/planted/collection.ts), listed in',
    '[collections.ts](../../properties/planted/collections.ts). `npm run planted -- --only NAME` judges a new bug alone. A bug',
    'that stays without a finding needs an entry in the `unfound` of its collection, with the reason.',
    '',
    '| collection | bugs | found | not found, for a reason | not found | not judged |',
    '|---|---:|---:|---:|---:|---:|',
    ...sections.map(({ collection: { name }, verdicts }) =>
      row([`[${name}](#${name})`, ...countsOf(verdicts).map(String)]),
    ),
    ...sections.flatMap(sectionOf),
    '',
  ].join('\n');
}

/** All bugs, the bugs found, those not found for a reason, those not found, and those not judged. */
export function countsOf(verdicts: readonly Verdict[]): [number, number, number, number, number] {
  const judged = verdicts.filter((one) => one.judged !== null);
  const unfound = judged.filter((one) => one.judged?.foundBy === null);
  const open = unfound.filter(({ because }) => because === null);
  return [
    verdicts.length,
    judged.length - unfound.length,
    unfound.length - open.length,
    open.length,
    verdicts.length - judged.length,
  ];
}

function sectionOf({ collection: { name, about }, verdicts }: Section): string[] {
  const judged = verdicts.filter((one) => one.judged !== null);
  const rows = judged.map((one) =>
    row([codeOf(`${one.patch.file}:${one.line}`), codeOf(one.breaks), codeOf(one.name), formatFinding(one)]),
  );
  return [
    '',
    `## ${name}`,
    '',
    about,
    ...(rows.length === 0 ? [] : ['', '| where | breaks | bug | found by |', '|---|---|---|---|', ...rows]),
    ...notJudged(verdicts),
  ];
}

/** What found the bug: of a test its file, since the first red test of a file may be another one tomorrow. */
function formatFinding({ judged, because }: Verdict): string {
  const foundBy = judged?.foundBy ?? null;
  if (foundBy === null) return because === null ? '**not found**' : `not found: ${because}`;
  const [file = ''] = foundBy.split(': ');
  return codeOf(file.endsWith('.ts') ? file : foundBy);
}

function notJudged(verdicts: readonly Verdict[]): string[] {
  const left = verdicts.filter(({ judged }) => judged === null).map(({ patch }) => patch.file);
  if (left.length === 0) return [];
  const files = [...new Set(left)].map(
    (file) => `- ${codeOf(file)}: ${formatCount(left.filter((one) => one === file).length, 'bug')}`,
  );
  return ['', '**Not judged yet**, since the run was stopped or limited by `--only`:', '', ...files];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The text as code in a cell of a table: cut after 80 characters, without a bar that would end the cell. */
function codeOf(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  const cell = cut.replaceAll('|', '\\|');
  return cell.includes('`') ? `\`\` ${cell} \`\`` : `\`${cell}\``;
}
