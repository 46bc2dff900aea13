import { formatCount, formatNumber } from './numbers.ts';
import { paragraph } from './wrapped.ts';

/** What a bounded exploration before the runs reached, and how much of it the runs have shown. */
export interface UnseenToRender {
  readonly states: number;
  readonly isWhole: boolean;
  readonly outcomes: { readonly seen: number; readonly of: number };
  readonly unseen: readonly string[];
  /** Those that runs have driven, of the whole scope; `null` where the exploration was bounded. */
  readonly transitions: { readonly seen: number; readonly of: number } | null;
  readonly digest: string;
}

/** The outcomes that exploring reached and no run has shown, of one scope. */
export function renderUnseen({ states, isWhole, outcomes, unseen, transitions }: UnseenToRender): string[] {
  if (outcomes.of === 0) return [];
  const where = isWhole
    ? `all ${formatNumber(states)} states of the scope`
    : `the ${formatCount(states, 'state')} nearest to the start (nothing further away is counted)`;
  const list = unseen.length === 0 ? '' : `; unseen: ${unseen.join(', ')}`;
  return [
    ...paragraph(`outcomes in ${where}: ${outcomes.seen} of ${outcomes.of} seen${list}`),
    ...(transitions === null ? [] : [`transitions of the scope: ${formatDriven(transitions)} driven`]),
  ];
}

/** How many transitions of a scope the runs have driven. */
export function formatDriven({ seen, of }: NonNullable<UnseenToRender['transitions']>): string {
  return `${formatNumber(seen)} of ${formatNumber(of)}`;
}

/** The same of several scopes, by name: the outcomes that no run has shown, and the scopes in which the exploration was bounded. */
export function renderUnseenIn(
  scopes: readonly { readonly name: string; readonly exploration: UnseenToRender | null }[],
): string[] {
  const explored = scopes.flatMap(({ name, exploration }) => (exploration === null ? [] : { name, ...exploration }));
  if (explored.length === 0) return [];
  const bounded = explored.filter(({ isWhole }) => !isWhole).map(({ name }) => name);
  const extent =
    bounded.length === 0
      ? 'outcomes: seen, of all that the scope has'
      : `outcomes: seen, of all that the scope has; in ${bounded.join(', ')} of those in the states nearest to the start`;
  return [
    ...paragraph(extent),
    ...explored.flatMap(({ name, unseen }) =>
      unseen.length === 0 ? [] : paragraph(`unseen in ${name}: ${unseen.join(', ')}`),
    ),
  ];
}

/** For the line of the seed: the runs depend on the explorations before them. */
export function formatExplored(explorations: readonly (UnseenToRender | null)[]): string[] {
  const digests = explorations.flatMap((one) => one?.digest ?? []);
  return digests.length === 0 ? [] : [`explored ${sumOf(digests)}`];
}

/** One text of 8 digits for several, in their order. */
function sumOf(digests: readonly string[]): string {
  let sum = 0;
  for (const digest of digests) sum = (Math.imul(sum, 31) + Number.parseInt(digest.slice(0, 8), 16)) | 0;
  return (sum >>> 0).toString(16).padStart(8, '0');
}
