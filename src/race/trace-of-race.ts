import type { RaceOutcome, RaceTrace } from '../corpus/race-trace.ts';
import type { FoundBy, SetupNames } from '../kernel/counterexample.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import { namesOf } from '../kernel/setup.ts';
import { struckCommand } from '../kernel/strikes.ts';
import type { FoundRace } from './find-in-race.ts';
import { clockActor } from './race.ts';

/** A found race as a trace, which can be a file. */
export function traceOfRace(
  names: SetupNames,
  found: FoundRace,
  { certificate, foundBy }: { readonly certificate: RaceCertificate | null; readonly foundBy: FoundBy },
): RaceTrace {
  const { race, run, preemptions, violation, recovery, way } = found;
  return {
    version: 5,
    ...namesOf(names),
    before: race.before,
    atOnce: race.atOnce,
    moves: run.steps,
    outcomes: outcomesIn(found),
    view: run.view,
    recovery,
    ...(way !== undefined && { way }),
    preemptions,
    violation,
    certificate,
    foundBy,
  };
}

/** What each command at once came to, in the order in which they ended. */
function outcomesIn({ race, run }: FoundRace): RaceOutcome[] {
  const ended = new Map<string, number>();
  const errors = [...run.thrown];
  return run.steps
    .flatMap(({ settled }) => settled)
    .map((actor) => {
      const at = ended.get(actor) ?? 0;
      ended.set(actor, at + 1);
      const command = race.atOnce.find((one) => one.actor === actor)?.commands[at];
      const operation = run.operations.find((one) => (one.actor ?? clockActor) === actor && isOf(one.command, command));
      if (operation !== undefined && operation.outcome !== null) return { actor, outcome: operation.outcome };
      const error = errors.findIndex((one) => one.actor === actor);
      return { actor, thrown: errors.splice(error, 1)[0]?.message ?? '' };
    });
}

/** Whether an operation is of this command, also where a fault struck it. */
function isOf(operation: Command, command: Command | undefined): boolean {
  if (command === undefined) return false;
  return [command, struckCommand(command, 'cut'), struckCommand(command, 'kill')].some((one) =>
    sameJson(operation, one),
  );
}
