import type { RaceTrace } from '../../src/corpus/race-trace.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { traceOfRace } from '../../src/race/trace-of-race.ts';

/** The race that the program `app` of a toy show has without these policies, as a trace. */
export async function foundInShow(subject: AnySubject, without: readonly string[] = []): Promise<RaceTrace> {
  const names = { subject: subject.name, system: 'app', policies: policiesWithout(subject, without), scope: {} };
  const { found, certificate } = await onStage(subject, names, (where) =>
    exploreRaces(where, { depth: 1, preemptions: 1 }),
  );
  if (found === null) throw new Error('nothing was found');
  return traceOfRace(names, found, { certificate, foundBy: { who: 'a test' } });
}
