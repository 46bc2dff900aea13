import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';

/** The name under which the clock takes part in a race. */
export const clockActor = 'clock';

/** Who takes a command, by the model or by its fields. */
export function racingActorOf<C extends Command, O extends Outcome>(
  model: Pick<Model<never, C, O, never>, 'actor'>,
  command: C,
): string {
  if (model.actor !== undefined) return model.actor(command) ?? clockActor;
  const fields = new Map<string, unknown>(Object.entries(command));
  const named = ['actor', 'worker', 'client'].map((key) => fields.get(key)).find((value) => typeof value === 'string');
  return named ?? command.type;
}

/** Every actor of a race, also of the commands before. */
export function actorsOfRace<C extends Command, O extends Outcome>(
  model: Parameters<typeof racingActorOf<C, O>>[0],
  { before, atOnce }: Race<C>,
): string[] {
  return [...before.map((command) => racingActorOf(model, command)), ...atOnce.map(({ actor }) => actor)];
}

/** The commands of a race, also those before. */
export function commandsOfRace<C extends Command>({ before, atOnce }: Race<C>): readonly C[] {
  return [...before, ...atOnce.flatMap(({ commands }) => commands)];
}
