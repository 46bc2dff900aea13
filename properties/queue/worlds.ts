import type { QueueScope } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue.ts';

/** The queue's scope of this name. */
export function scopeOf(name: string): QueueScope {
  const scope = queue.scopes[name];
  if (scope === undefined) throw new Error(`the queue has no scope '${name}'`);
  return scope;
}
