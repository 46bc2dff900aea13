import { actorOf } from '../kernel/default-narration.ts';
import type { Command, Overlapping } from '../kernel/model.ts';

/**
 * The actor that takes a command; `null`: the clock. Where the model does not say, it is the text in the field `actor`,
 * `worker` or `client`, and otherwise an actor of its own for each type of command.
 */
export function stressedActorOf<C extends Command>(
  model: Pick<Overlapping<unknown, C, never>, 'actor'>,
  command: C,
): string | null {
  return model.actor === undefined ? (actorOf(command) ?? command.type) : model.actor(command);
}
