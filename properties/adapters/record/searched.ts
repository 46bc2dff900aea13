import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import { leaseQueue } from '../../../src/subjects/lease-queue/subject.ts';
import { usualTerms } from '../../../src/subjects/lease-queue/terms.ts';
import type { PromiseFound, SearchedLibrary } from '../../../src/subjects/searched-libraries.ts';
import type { KnownFinding } from '../hunt/known.ts';
import type { HuntResult } from '../hunt/results.ts';
import type { Measurement } from './measurements.ts';

/** A system of a library, with what it has. */
export interface PromisingSystem {
  readonly name: string;
  readonly terms?: Partial<LeaseQueueTerms>;
  /** Absent: every command. */
  readonly commands?: readonly string[];
}

interface Recorded {
  readonly results: readonly HuntResult[];
  readonly known: readonly KnownFinding[];
  readonly measured: readonly Measurement[];
}

/** What was recorded of the version of a library: each promise that one of its systems makes. */
export function searchedLibrary(
  {
    library,
    version,
    systems,
  }: { readonly library: string; readonly version: string; readonly systems: readonly PromisingSystem[] },
  { results, known, measured }: Recorded,
): SearchedLibrary {
  const own = results.filter((result) => result.library === library && result.version === version);
  const lengths = (promise: string): number[] => [
    ...own.flatMap(({ findings }) => findings.filter((one) => one.promise === promise).map(({ length }) => length)),
    ...known
      .filter((one) => one.library === library && one.promise === promise && one.shownIn === version)
      .flatMap(({ script }) => measured.filter((one) => one.script === script).map(({ length }) => length)),
  ];
  const foundFor = (promise: string, promising: readonly PromisingSystem[]): PromiseFound => {
    const broken = lengths(promise);
    if (broken.length > 0) return Math.min(...broken);
    const isKept = own.some(
      ({ system, suspended, verdict }) =>
        promising.some(({ name }) => name === system) &&
        !suspended.includes(promise) &&
        (verdict === 'holds' || verdict === 'stopped'),
    );
    return isKept ? 'kept' : 'notSearched';
  };
  const promises = promisesOfQueues().flatMap((promise): [string, PromiseFound][] => {
    const promising = systems.filter((system) => isPromised(promise, system));
    return promising.length === 0 ? [] : [[promise, foundFor(promise, promising)]];
  });
  const commits = [...new Set(own.map(({ commit }) => commit))];
  return { library, version, searches: own.length, commits, promises: Object.fromEntries(promises) };
}

/** Every promise of a lease queue, in its order. */
function promisesOfQueues(): string[] {
  const [scope] = Object.values(leaseQueue.scopes);
  const contract = scope === undefined ? undefined : leaseQueue.contract?.(scope);
  return [...(contract?.promises ?? []), ...(contract?.settled ?? [])].map(({ id }) => id);
}

/** What a system has to have for a promise. The other promises are made by every lease queue. */
const needs: Readonly<Record<string, (terms: LeaseQueueTerms, has: (command: string) => boolean) => boolean>> = {
  waits: ({ waitMs }) => waitMs > 0,
  childFirst: (_, has) => has('spawn'),
  keyHeld: ({ keys }) => keys === 'active' || keys === 'eachState',
  inTurn: ({ keys }) => keys === 'inTurn',
  groupHeld: ({ groupLimit }) => groupLimit > 0,
  unique: ({ keys }) => refusing.has(keys),
  accepts: ({ keys }) => refusing.has(keys),
  shownRefused: ({ keys }) => refusing.has(keys),
  keepsHeld: ({ removesHeld }, has) => has('remove') && !removesHeld,
  removes: (_, has) => has('remove'),
  order: ({ order }) => order !== 'any',
};

/** The keys by which a job is refused. */
const refusing: ReadonlySet<string> = new Set(['waiting', 'live', 'stored', 'eachState']);

function isPromised(promise: string, { terms = {}, commands }: PromisingSystem): boolean {
  const has = (command: string): boolean => commands === undefined || commands.includes(command);
  return needs[promise]?.({ ...usualTerms, ...terms }, has) ?? true;
}
