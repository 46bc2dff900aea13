import { formatNumber } from './numbers.ts';
import { table } from './table.ts';
import { reportColumns, wrappedList } from './wrapped.ts';

/** How often each outcome occurred, by the type of the command and the type of the outcome. */
export type OutcomeCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Per type of command, how often each outcome occurred, the most frequent first. */
export function renderOutcomes(outcomes: OutcomeCounts): string[] {
  const header = ['command', 'outcomes'];
  const types = Object.keys(outcomes);
  const left = reportColumns - Math.max(...[...types, 'command'].map(({ length }) => length)) - '  '.length;
  const rows = Object.entries(outcomes).flatMap(([type, counts]) => {
    const entries = Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} ${formatNumber(count)}`);
    return wrappedList(entries, left).map((line, index) => [index === 0 ? type : '', line]);
  });
  return table(header, rows);
}

/** The same counts of several searches, added up. */
export function sumOutcomes(all: readonly OutcomeCounts[]): OutcomeCounts {
  const types = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...types].toSorted().map((type) => [type, sumCounts(all.map((outcomes) => outcomes[type] ?? {}))]),
  );
}

/** Counts by name, added up. */
export function sumCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
