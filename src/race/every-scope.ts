import type { AnySubject, Scope } from '../kernel/subject.ts';
import type { RacesOptions, RacesReport } from './explore-races.ts';
import { exploreRaces } from './explore-races.ts';
import { onStage } from './on-stage.ts';
import type { StartRunner } from './race-runner.ts';
import type { KindsOfRaces } from './races-by-kind.ts';
import { createScheduleTally } from './schedule-tally.ts';

/** How many races of a scope are of a kind that was not raced before, and how many of these were run. */
export interface KindsInScope {
  readonly scope: string;
  readonly races: number;
  readonly of: number;
}

/** What the races of all scopes have shown together. */
export interface EveryScopeReport extends RacesReport {
  /** The scope of the found race; the smallest where none was found. */
  readonly scope: Scope;
  readonly kinds: readonly KindsInScope[];
}

export interface EveryScopeOptions extends Omit<RacesOptions, 'kinds' | 'tally' | 'startRunner' | 'last'> {
  /** What runs the races of a scope; by default they run in this process. */
  readonly startRunnerIn?: (scope: Scope) => StartRunner;
}

/** So many states of each scope are looked at for kinds of races. */
const mostStates = 1_000;

/**
 * Runs every race of the smallest scope, and then a race of each kind that only longer runs and other scopes show: first of all
 * scopes those with few commands before a race. Where the number of schedules is bounded the kinds come first, so that the bound
 * leaves out other races before it leaves out a kind.
 */
export async function raceEveryScope(
  subject: AnySubject,
  setup: Omit<Parameters<typeof onStage>[1], 'scope'>,
  { startRunnerIn, ...options }: EveryScopeOptions,
): Promise<EveryScopeReport> {
  const scopes = Object.entries(subject.scopes);
  const [, smallest = {}] = scopes[0] ?? [];
  const tally = createScheduleTally();
  const known = new Set<string>();
  const kinds = new Map<string, KindsInScope>();
  const isBounded = options.maxSchedules !== undefined;

  const race = (scope: Scope, which: Pick<RacesOptions, 'kinds'>): Promise<RacesReport> =>
    onStage(subject, { ...setup, scope }, (where) =>
      exploreRaces(where, {
        ...options,
        ...which,
        tally,
        ...(startRunnerIn !== undefined && { startRunner: startRunnerIn(scope) }),
      }),
    );

  async function raceKinds(name: string, scope: Scope, depths: Pick<KindsOfRaces, 'within' | 'racedWithin'>) {
    const { races, of } = tally.counts();
    const report = await race(scope, { kinds: { mostStates, known, ...depths } });
    const { races: earlierRaces = 0, of: earlier = 0 } = kinds.get(name) ?? {};
    kinds.set(name, { scope: name, races: earlierRaces + report.races - races, of: earlier + report.of - of });
    return report;
  }

  const near = options.depth + 1;
  const whole = { scope: smallest, run: () => race(smallest, {}) };
  const ofKinds = [
    ...scopes.map(([name, scope]) => {
      const raced = scope === smallest && !isBounded ? { racedWithin: options.depth } : {};
      return { scope, run: () => raceKinds(name, scope, { within: near, ...raced }) };
    }),
    ...scopes.map(([name, scope]) => {
      return { scope, run: () => raceKinds(name, scope, { within: Infinity, racedWithin: near }) };
    }),
  ];
  const reports: RacesReport[] = [];
  let foundIn = smallest;
  for (const { scope, run } of isBounded ? [...ofKinds, whole] : [whole, ...ofKinds]) {
    const report = await run();
    reports.push(report);
    if (report.found !== null) foundIn = scope;
    if (report.found !== null || report.isInterrupted) break;
  }
  return { ...joined(reports), scope: foundIn, kinds: [...kinds.values()] };
}

/** The reports of searches that added up their counts, as one. */
function joined(reports: readonly RacesReport[]): RacesReport {
  const last = reports.at(-1);
  if (last === undefined) throw new Error('a subject without a scope has no race');
  const bounds = reports.map(({ random }) => random?.bound ?? 1);
  return { ...last, random: last.random && { ...last.random, bound: Math.min(...bounds) } };
}
