import { finishNow } from '../../src/kernel/event-loop.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { Core } from '../../src/linearize/core.ts';
import { linearizing } from '../../src/linearize/linearize.ts';
import type { Judge } from './agreement.ts';
import type { BruteRole } from './brute-force.ts';
import { hasOrder, isOrder } from './brute-force.ts';
import type { Drawn } from './models.ts';

/** The core of an illegal history. Throws where the search finds none. */
export function coreOf(
  drawn: Drawn,
  history: readonly Operation[],
  coreSteps = 20_000,
  judge: Judge = linearizing,
): Core {
  const found = finishNow(judge(drawn.model, history, { coreSteps }));
  if (found.verdict !== 'illegal' || found.core === null)
    throw new Error(`${drawn.name} has no core of ${JSON.stringify(history)}: ${found.verdict}`);
  return found.core;
}

/** The part that each operation has once a core is found, with one more operation free. */
function rolesIn(core: Core, history: readonly Operation[], freed = -1): (index: number) => BruteRole | null {
  const kept = new Set(core.operations);
  const free = new Set([...core.free, freed]);
  return (index) => {
    if (free.has(index)) return 'free';
    if (core.freeOnce.includes(index)) return 'pending';
    if (!kept.has(index)) return null;
    const { actor, returnedAt } = history[index] ?? { actor: null, returnedAt: null };
    const isUnderWay = actor !== null && core.until !== null && (returnedAt ?? Infinity) > core.until;
    return isUnderWay ? 'pending' : 'whole';
  };
}

/** What is wrong with a core, by brute force; `null` where it is a minimal core. */
export function faultOfCore({ model }: Drawn, history: readonly Operation[], core: Core): string | null {
  const isCut = core.until !== null;
  const dropped = wronglyDropped(model, history, core);
  if (dropped !== undefined) return `operation ${dropped} is left out without a reason`;
  if (hasOrder({ model, history, isCut, role: rolesIn(core, history) })) return 'it has an order';
  if (core.givenUp > 0) return null;
  if (core.certificate.length !== core.operations.length) return 'the certificate is not complete';
  for (const { operation, order } of core.certificate) {
    if (!core.operations.includes(operation)) return `the certificate speaks of ${operation}`;
    const role = rolesIn(core, history, operation);
    if (!isOrder({ model, history, isCut, role }, order)) return `the order for ${operation} is none: ${order.join()}`;
  }
  return null;
}

/** An operation that is neither called after the cut nor of a name that is left out, and yet left out. */
function wronglyDropped(model: Drawn['model'], history: readonly Operation[], core: Core): number | undefined {
  const kept = new Set([...core.operations, ...core.free, ...core.freeOnce]);
  const part = partWith(model, history, core.operations);
  const index = history.findIndex(({ calledAt, command, returnedAt, outcome }, at) => {
    if (kept.has(at) || !part.has(at) || (core.until !== null && calledAt > core.until)) return false;
    const isUnderWay = core.until !== null && (returnedAt ?? Infinity) > core.until;
    const own: readonly string[] = model.names?.(command, isUnderWay ? null : outcome) ?? [];
    return !own.some((name) => core.leftOut.names.includes(name));
  });
  return index < 0 ? undefined : index;
}

/** These operations, and all that have a key in common with one of them, directly or by others in between. */
function partWith(
  { partition, actor }: Drawn['model'],
  history: readonly Operation[],
  some: readonly number[],
): ReadonlySet<number> {
  const keysOf = ({ actor: by, command, outcome }: Operation): readonly string[] => {
    const keys: readonly string[] | null = partition === undefined ? null : partition(command, outcome);
    const isClock = by === null || actor?.(command) === null;
    return [...(keys ?? ['every key']), ...(isClock ? ['clock'] : [])];
  };
  const part = new Set(some);
  for (let size = 0; size < part.size;) {
    size = part.size;
    const keys = new Set(history.flatMap((one, at) => (part.has(at) ? keysOf(one) : [])));
    for (const [at, one] of history.entries()) if (keysOf(one).some((key) => keys.has(key))) part.add(at);
  }
  return part;
}
