import type { Counterexample, FoundBy } from '../../kernel/counterexample.ts';
import type { AnySubject, Scope } from '../../kernel/subject.ts';
import { checkScopes } from '../check-scopes.ts';
import { check } from '../check.ts';
import type { WatchOptions } from '../watch.ts';
import { runEachWay, setUpForFinding } from './run-each-way.ts';
import type { UnsteadyFinding } from './steadiness.ts';
import { countShown, timesRepeated } from './steadiness.ts';

type AnySystemKind = AnySubject['systems'][number];

/** One system on two copies of the library that it drives. */
export interface Copies {
  readonly before: AnySystemKind;
  readonly after: AnySystemKind;
}

export interface CompareOptions extends WatchOptions {
  /** How many runs each copy takes. */
  readonly runs: number;
  /** How many commands each of them has at most. */
  readonly length: number;
  readonly seed: number;
  /** By default all scopes share the runs. */
  readonly scope?: Scope | undefined;
  /** How long the system may take to answer a command, in milliseconds. */
  readonly answerMs?: number | undefined;
  /** How long each finding is shrunk, in seconds, at most. */
  readonly shrinkSeconds?: number | undefined;
  /** Who searches, and with which versions, for counterexamples that are kept. */
  readonly foundBy: Record<keyof Copies, Pick<FoundBy, 'who' | 'versions'>>;
}

/** A promise that one of the copies breaks, by a minimal run; and the other copy by the same run. */
export interface ComparedRun {
  readonly counterexample: Counterexample;
  /** `open`: the other copy breaks the promise in some of five repetitions. */
  readonly brokenIn: keyof Copies | 'both' | 'open';
}

/** A search on one of the copies. */
interface CopySearched {
  /** How many runs, without those that shrank a finding. */
  readonly runs: number;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly missedGoals: readonly string[];
  readonly unsteady: readonly UnsteadyFinding[];
  /** By promise, the shortest run to each. */
  readonly found: readonly Counterexample[];
}

/** A system on two copies of its library. */
export interface ComparedSystem {
  readonly system: string;
  readonly before: CopySearched;
  readonly after: CopySearched;
  readonly broken: readonly ComparedRun[];
}

/**
 * Takes the same runs to a system of a contract on two copies of its library, and each minimal run that breaks a promise on one
 * copy to the other copy as well. Throws as `check` does.
 */
export async function compareCopies(
  subject: AnySubject,
  { before, after }: Copies,
  options: CompareOptions,
): Promise<ComparedSystem> {
  const onBefore = withSystem(subject, before);
  const onAfter = withSystem(subject, after);
  const ofBefore = await searchCopy(onBefore, options, options.foundBy.before);
  const ofAfter = await searchCopy(onAfter, options, options.foundBy.after);
  const broken: ComparedRun[] = [];
  for (const counterexample of ofBefore.found)
    broken.push({ counterexample, brokenIn: await judge('before', counterexample, onAfter, options) });
  for (const counterexample of ofAfter.found) {
    const brokenIn = await judge('after', counterexample, onBefore, options);
    // Where both copies break a promise by a run of the other search, another run to it adds nothing.
    const isKnown = broken.some(
      (one) => one.brokenIn === 'both' && one.counterexample.violation.name === counterexample.violation.name,
    );
    if (brokenIn !== 'both' || !isKnown) broken.push({ counterexample, brokenIn });
  }
  return { system: before.name, before: ofBefore, after: ofAfter, broken };
}

/** The subject with this system alone. */
function withSystem(subject: AnySubject, kind: AnySystemKind): AnySubject {
  return { ...subject, systems: [kind], optionalSystems: [] };
}

/** Searches until the runs break no other promise. */
async function searchCopy(
  subject: AnySubject,
  { runs, length, seed, scope, answerMs, shrinkSeconds, signal, onProgress }: CompareOptions,
  foundBy: Pick<FoundBy, 'who' | 'versions'>,
): Promise<CopySearched> {
  const found: Counterexample[] = [];
  for (;;) {
    const options = {
      system: subject.systems[0]?.name ?? '',
      policies: {},
      runs,
      length,
      seed,
      known: found.map(({ violation }) => violation),
      foundBy,
      ...(answerMs !== undefined && { answerMs }),
      ...(shrinkSeconds !== undefined && { shrinkSeconds }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    };
    const report = await (scope === undefined ? checkScopes(subject, options) : check(subject, { ...options, scope }));
    if (report.counterexample !== null) found.push(report.counterexample);
    if (report.counterexample === null || report.verdict === 'interrupted') {
      const { verdict, missedGoals } = report;
      const parts = 'parts' in report ? report.parts : [report];
      const unsteady = parts.flatMap((part) => part.unsteady ?? []);
      return { runs: report.runs, verdict, missedGoals, unsteady, found };
    }
  }
}

/** Takes a run that breaks a promise on one copy to the other. */
async function judge(
  copy: keyof Copies,
  counterexample: Counterexample,
  other: AnySubject,
  { answerMs }: CompareOptions,
): Promise<ComparedRun['brokenIn']> {
  const { system, scope, violation } = counterexample;
  const setup = setUpForFinding(other, { system, scope, answerMs }, violation);
  const broken = await runEachWay(setup, counterexample.commands);
  if (broken === null) return copy;
  return (await countShown(setup, broken)) === timesRepeated ? 'both' : 'open';
}
