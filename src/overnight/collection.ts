import { keepCounterexample, keepTrace } from '../corpus/counterexamples.ts';
import { mismatchesOfSetUp } from '../corpus/fits.ts';
import { raceTraces } from '../corpus/trace-kind.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import type { FoundAtOnce, ShrunkFinding } from './batch.ts';
import { compareFound, findingIn, findingKey, folderOf, isSure, placeOf } from './findings.ts';
import type { JournalEntry } from './journal.ts';

/** The findings of a campaign so far, with the best counterexample of each. */
export interface Collection {
  readonly size: number;
  /** The findings at such a place that need not be shrunk again. */
  knownAt(place: Parameters<typeof placeOf>[0]): readonly Finding[];
  /** The races at such a place that need not be shrunk again. */
  knownRacesAt(place: Parameters<typeof placeOf>[0]): readonly FoundAtOnce[];
  /** What of it was not found before, or not as well. */
  take(found: readonly ShrunkFinding[]): (ShrunkFinding & { key: string })[];
  /** Writes the finding to its file. Where that fails, the caller gets a notice, and the journal has the finding. */
  keep(found: ShrunkFinding): Promise<void>;
}

interface Options {
  /** What the journal has already. */
  readonly entries: readonly JournalEntry[];
  readonly folder: string;
  /** Files of traces that no longer reproduce. */
  readonly gone: readonly string[];
  readonly subjectNamed: (name: string) => AnySubject;
  readonly onNotice?: ((line: string) => void) | undefined;
}

export function createCollection({ entries, folder, gone, subjectNamed, onNotice }: Options): Collection {
  const known = new Map<string, Finding[]>();
  const knownRaces = new Map<string, FoundAtOnce[]>();
  const best = new Map<string, ShrunkFinding>();
  for (const entry of entries) {
    learn(entry);
    best.set(entry.key, entry);
  }

  function isOfContract({ trace }: ShrunkFinding): boolean {
    return subjectNamed(trace.subject).contract !== undefined;
  }

  function learn(found: ShrunkFinding): void {
    const { trace } = found;
    const key = placeOf(trace).join();
    // A promise that is broken sometimes stays asked: it may be broken each time elsewhere.
    if (!isSure(found) && isOfContract(found)) return;
    if (trace.version !== 5) known.set(key, [...(known.get(key) ?? []), trace.violation]);
    else {
      const { atOnce, violation } = trace;
      knownRaces.set(key, [...(knownRaces.get(key) ?? []), { atOnce, violation }]);
    }
  }

  function takeOne(found: ShrunkFinding): (ShrunkFinding & { key: string })[] {
    const key = findingKey(found.trace, findingIn(found.trace));
    const before = best.get(key);
    if (before !== undefined && compareFound(before, found) <= 0) return [];
    if (before === undefined || (isSure(found) && !isSure(before) && isOfContract(found))) learn(found);
    if (before === undefined) {
      onNotice?.(`found: ${wordsOf(found.trace)}`);
    }
    best.set(key, found);
    return [{ ...found, key }];
  }

  return {
    get size() {
      return best.size;
    },
    knownAt: (place) => known.get(placeOf(place).join()) ?? [],
    knownRacesAt: (place) => knownRaces.get(placeOf(place).join()) ?? [],
    take: (found) => found.flatMap((one) => takeOne(one)),
    async keep(found) {
      const { trace } = found;
      const subject = subjectNamed(trace.subject);
      const [mismatch] = mismatchesOfSetUp(subject, trace);
      if (mismatch !== undefined) {
        onNotice?.(`${findingIn(trace).name} is not kept as a file: ${mismatch}; the journal has it`);
        return;
      }
      const symmetry = modelOnSystem(subject, trace).symmetry ?? [];
      try {
        const place = folderOf(folder, found);
        if (trace.version === 5) await keepTrace(place, trace, raceTraces, { symmetry, gone });
        else await keepCounterexample(place, trace, { symmetry, gone });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        onNotice?.(`${findingIn(trace).name} cannot be kept as a file: ${error.message}; the journal has it`);
      }
    },
  };
}

/** A found violation in a few words. */
function wordsOf(trace: ShrunkFinding['trace']): string {
  const { kind, name } = findingIn(trace);
  const where = `of ${trace.subject} on ${trace.system}`;
  if (trace.version !== 5) return `${name} (${kind}) ${where}, by ${trace.commands.length} commands`;
  const before = trace.before.length === 1 ? '1 command' : `${trace.before.length} commands`;
  return `${name} at once (${kind}) ${where}, after ${before}`;
}
