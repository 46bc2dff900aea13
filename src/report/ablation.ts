import { sameJson } from '../kernel/json.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { formatDrawn } from './drawn.ts';
import { renderLegend } from './legend.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatScope } from './set-up.ts';
import { table } from './table.ts';
import { timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The violations with some policies off, in a scope. */
interface AblatedRow {
  readonly off: readonly string[];
  readonly scope: Scope;
  readonly distinctStates: number;
  readonly isComplete: boolean;
  /** The fields of which one value each was explored. */
  readonly drawn?: readonly string[];
  readonly violations: readonly (ViolatingRun & {
    /** The id of the violation's failure mode. */
    readonly failureMode: string | null;
    /** `same`: the system has the violation of the model. Otherwise the system's own result. */
    readonly onSystem: string;
  })[];
}

/** An invariant that is violated only where all of these policies are off. */
interface OnlyTogether {
  readonly off: readonly string[];
  readonly name: string;
}

/** The printed facts of an ablation. */
export interface AblationToRender {
  readonly subject: AnySubject;
  readonly system: string;
  readonly atOnce: 1 | 2;
  readonly rows: readonly AblatedRow[];
  /** The violations that need two policies off. */
  readonly onlyTogether: readonly OnlyTogether[];
}

/** A row per set of policies and invariant, and what the rows cover. */
export function renderAblation({ subject, system, atOnce, rows, onlyTogether }: AblationToRender): string[] {
  const scopes = scopesOf(subject, rows);
  const cells = rows.flatMap((row) => cellsOf(row, scopes));
  const title = atOnce === 1 ? 'policy off' : 'policies off';
  const headings = [title, 'violated', 'commands', 'failure mode', `on ${system}`, 'states'];
  return [
    ...table(scopes.length > 1 ? [...headings, 'scope'] : headings, cells),
    ...(hasSettled(rows) ? ['*: violated only after recovery'] : []),
    ...renderSentences(rows),
    ...renderCovered(scopes, rows),
    ...(atOnce === 1 && coversAll(rows) ? onlyTogether.flatMap((one) => paragraph(formatSecondDefence(one))) : []),
  ];
}

function cellsOf(row: AblatedRow, scopes: readonly NamedScope[]): string[][] {
  const first = row.off.length === 0 ? '(none)' : row.off.join(' + ');
  const states = formatNumber(row.distinctStates);
  const where = scopes.length > 1 ? [states, nameOfScope(scopes, row.scope)] : [states];
  if (row.violations.length === 0) return [[first, 'none', '', '', '', ...where]];
  return row.violations.map(({ violation: { name, kind }, commands: { length }, failureMode, onSystem }, at) => [
    at === 0 ? first : '',
    name,
    kind === 'settled' ? `${length} *` : String(length),
    failureMode ?? 'none yet',
    onSystem === 'same' ? 'the same' : onSystem,
    ...(at === 0 ? where : []),
  ]);
}

function hasSettled(rows: readonly AblatedRow[]): boolean {
  return rows.some(({ violations }) => violations.some(({ violation }) => violation.kind === 'settled'));
}

/** The sentence of each invariant that a row names. */
function renderSentences(rows: readonly AblatedRow[]): string[] {
  const violations = rows.flatMap((row) => row.violations.map(({ violation }) => violation));
  if (violations.length === 0) return [];
  return ['', ...renderLegend(Object.fromEntries(violations.map(({ name, details }) => [name, details]))), ''];
}

/** The scopes that all rows together cover. */
function renderCovered(scopes: readonly NamedScope[], rows: readonly AblatedRow[]): string[] {
  const [first] = scopes;
  const sizes = scopes.length > 1 ? '' : ` (${formatScope(first?.scope ?? {})})`;
  const each =
    scopes.length > 1 ? scopes.flatMap(({ name, scope }) => paragraph(`- ${name}: ${formatScope(scope)}`)) : [];
  if (!coversAll(rows))
    return [
      ...paragraph(`Stopped before all states were explored${sizes}: more violations are possible.`, 'yellow'),
      ...each,
    ];
  return [
    ...paragraph(
      `All states of the scope explored each time${sizes}${formatDrawn(rows[0] ?? {})}: no run is shorter, and no other invariant is violated.`,
    ),
    ...each,
  ];
}

interface NamedScope {
  readonly name: string;
  readonly scope: Scope;
}

/** The scopes of the rows, each once, by the names that the subject has for them. */
function scopesOf({ scopes }: AnySubject, rows: readonly AblatedRow[]): NamedScope[] {
  const named = Object.entries(scopes).map(([name, scope]) => ({ name, scope }));
  return named.filter(({ scope }) => rows.some((row) => sameJson(row.scope, scope)));
}

function nameOfScope(scopes: readonly NamedScope[], wanted: Scope): string {
  return scopes.find(({ scope }) => sameJson(scope, wanted))?.name ?? '';
}

function coversAll(rows: readonly AblatedRow[]): boolean {
  return rows.every(({ isComplete }) => isComplete);
}

/** A policy that is a second line of defence, and its invariant. */
function formatSecondDefence({ off: [front, policy], name }: OnlyTogether): string {
  return `${policy} backs up ${front}: ${name} is violated only with both off.`;
}

/** The violations that need two policies off, in a single line. */
export function formatOnlyTogether(found: readonly OnlyTogether[]): string {
  const each = found.map(({ off, name }) => `${off.join(' + ')} violates ${name}`);
  return each.length === 0 ? 'No violation needs two policies off.' : `Only together: ${each.join('; ')}.`;
}

/** The first run that violates an invariant with a policy off, as a timeline. Empty where no run does. */
export function renderFirstRun({ subject, rows }: Pick<AblationToRender, 'subject' | 'rows'>): string[] {
  const row = rows.find(({ off, violations }) => off.length > 0 && violations.length > 0);
  const [run] = row?.violations ?? [];
  if (row === undefined || run === undefined) return [];
  const { off, scope } = row;
  const title = `${run.violation.name} ${formatOff(off)}, a minimal counterexample of ${formatCount(run.commands.length, 'command')}:`;
  return [title, ...timeline(subject, { policies: policiesWithout(subject, off), scope }, run)];
}

/** The policies that are off, in a few words. */
export function formatOff(off: readonly string[]): string {
  return off.length === 0 ? 'all policies on' : `without ${off.join(' and ')}`;
}
