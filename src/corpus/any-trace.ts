import type { RaceTrace } from './race-trace.ts';
import { mismatchInRace, raceTraceSchema } from './race-trace.ts';
import type { Trace } from './trace.ts';
import { BadTrace, notOfVersion, parseJson, parseTrace, readText, TraceOfAnotherKind, versionOf } from './trace.ts';

/** A trace of a run, or of a race, by its version. */
export type AnyTrace = Trace | RaceTrace;

/** Throws `BadTrace`. */
export async function readAnyTrace(path: string): Promise<AnyTrace> {
  return parseAnyTrace(await readText(path), path);
}

/** Parses the text of a trace; `path` names the file in messages. Throws `BadTrace`. */
export function parseAnyTrace(text: string, path: string): AnyTrace {
  return versionOf(parseJson(text, path)) === 5 ? parseRaceTrace(text, path) : parseTrace(text, path);
}

/** Throws `BadTrace`, and `TraceOfAnotherKind` for a trace of a run. */
export async function readRaceTrace(path: string): Promise<RaceTrace> {
  const trace = await readAnyTrace(path);
  if (trace.version === 5) return trace;
  throw new TraceOfAnotherKind(
    `${path} is a trace of version ${trace.version}, of commands: a trace of a race is expected`,
  );
}

/** Parses the text of a trace of a race; `path` names the file in messages. Throws `BadTrace`. */
export function parseRaceTrace(text: string, path: string): RaceTrace {
  const parsed = raceTraceSchema.safeParse(parseJson(text, path));
  if (!parsed.success) throw notOfVersion(5, parsed.error, path);
  const mismatch = mismatchInRace(parsed.data);
  if (mismatch !== null) throw new BadTrace(`${path}: ${mismatch}`);
  return parsed.data;
}
