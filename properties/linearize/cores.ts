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
function wronglyDropped(
  { names, partition }: Drawn['model'],
  history: readonly Operation[],
  core: Core,
): number | undefined {
  const kept = new Set([...core.operations, ...core.free, ...core.freeOnce]);
  const keysOf = (at: number): readonly string[] => partition?.(history[at]?.command, null) ?? ['all'];
  const keys = new Set(core.operations.flatMap(keysOf));
  const index = history.findIndex(({ calledAt, command, returnedAt, outcome }, at) => {
    if (kept.has(at) || !keysOf(at).some((key) => keys.has(key)) || (core.until !== null && calledAt > core.until))
      return false;
    const isUnderWay = core.until !== null && (returnedAt ?? Infinity) > core.until;
    const own: readonly string[] = names?.(command, isUnderWay ? null : outcome) ?? [];
    return !own.some((name) => core.leftOut.names.includes(name));
  });
  return index < 0 ? undefined : index;
}
