import { readRaceTrace } from './any-trace.ts';
import { compareRaces, isSameFoundRace, raceFileNameOf, raceFindingName } from './race-signature.ts';
import type { RaceTrace } from './race-trace.ts';
import { raceTraceText } from './race-trace.ts';
import { compareTraces, fileNameOf, findingName, isSameFinding } from './signature.ts';
import { traceText } from './trace-text.ts';
import type { Trace } from './trace.ts';
import { readTrace } from './trace.ts';

/** How traces of a kind are kept. */
export interface TraceKind<T> {
  /** Throws `BadTrace`, and `TraceOfAnotherKind`. */
  read(path: string): Promise<T>;
  text(trace: T): string;
  fileName(trace: T, symmetry: readonly (readonly string[])[]): string;
  /** The beginning of the names of all files of the same finding. */
  findingName(trace: T): string;
  isSame(a: T, b: T): boolean;
  /** Negative where the first is better. */
  compare(a: T, b: T): number;
}

export const runTraces: TraceKind<Trace> = {
  read: readTrace,
  text: traceText,
  fileName: fileNameOf,
  findingName,
  isSame: isSameFinding,
  compare: compareTraces,
};

export const raceTraces: TraceKind<RaceTrace> = {
  read: readRaceTrace,
  text: raceTraceText,
  fileName: raceFileNameOf,
  findingName: raceFindingName,
  isSame: isSameFoundRace,
  compare: compareRaces,
};
