import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { racingActorOf } from '../race/race.ts';
import { UsageError } from './exit.ts';

/**
 * The scope with so many actors: by the size of which there are as many actors at the start as it says, such as the number of
 * workers. Throws `UsageError` where the scope has no such size.
 */
export function scopeForActors(subject: AnySubject, policies: Policies, scope: Scope, actors: number): Scope {
  const countWith = (size: string, count: number): number => {
    const model = subject.model(policies, { ...scope, [size]: count });
    return new Set(model.commands(model.initial).map((command) => racingActorOf(model, command))).size;
  };
  const size = Object.keys(scope).find((one) => countWith(one, 3) === countWith(one, 2) + 1);
  if (size !== undefined) return { ...scope, [size]: actors };
  const sizes = Object.keys(scope);
  throw new UsageError(
    `no size of the scope of ${subject.name} is a number of actors, so that --actors means nothing: ` +
      (sizes.length === 0 ? 'it has no sizes' : `it has ${sizes.join(', ')}`),
  );
}
