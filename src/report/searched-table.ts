import { formatCount } from './numbers.ts';
import { table } from './table.ts';
import { reportColumns, wrapped } from './wrapped.ts';

/** A version of a library, with what was recorded of its promises. */
interface Recorded {
  readonly library: string;
  readonly version: string;
  readonly searches: number;
  readonly commits: readonly string[];
  readonly promises: Readonly<Record<string, 'kept' | 'notSearched' | number>>;
}

/** Lines of a table of libraries by promise, from what was recorded of them: nothing is run here. */
export function renderSearched(libraries: readonly Recorded[]): string[] {
  const promises = [...new Set(libraries.flatMap((one) => Object.keys(one.promises)))];
  const header = ['promise', ...libraries.map(({ library, version }) => `${library} ${version}`)];
  const rows = promises.map((promise) => [promise].concat(libraries.map((one) => cellOf(one.promises[promise]))));
  const commits = [...new Set(libraries.flatMap((one) => one.commits))];
  const searches = libraries.reduce((sum, one) => sum + one.searches, 0);
  return [
    ...table(header, rows),
    'broken (4): the minimal run has 4 commands; -: not promised by a documented use',
    ...wrapped(
      `recorded, and not run here: ${formatCount(searches, 'search')} measured at ${commits.join(', ')};`,
      reportColumns,
    ),
    'a search is a sample, no proof; docs/track-record.md has the bugs',
  ];
}

function cellOf(found: Recorded['promises'][string] | undefined): string {
  if (found === undefined) return '-';
  if (found === 'kept') return 'kept';
  return found === 'notSearched' ? 'not searched' : `broken (${found})`;
}
