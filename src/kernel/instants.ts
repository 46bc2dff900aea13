import type { Fingerprint } from './fingerprint.ts';
import { fingerprintOf } from './fingerprint.ts';
import { copyJson } from './json.ts';
import type { Instant, Instants, Model } from './model.ts';
import { UnsoundModel } from './unsound-model.ts';

/** The part of a model that says where the instants of a state are. */
type Timed<State> = Pick<Model<State, never, never, never>, 'instants'>;

/**
 * Shifts all instants of a state, in place, so that its clock reads zero. A deadline that has passed, together with its
 * grace, always reads the same. Otherwise old deadlines drift, and the graph of states never ends.
 */
export function foldTime<State>(model: Timed<State>, draft: State): void {
  if (model.instants !== undefined) fold(model.instants(draft));
}

/** The same for states that differ by a shift of all instants alone, and for no others. */
export function fingerprintByName<State>(model: Timed<State>, state: State): Fingerprint {
  if (model.instants === undefined) return fingerprintOf(state);
  let own = state;
  let instants = model.instants(state);
  // A state may share frozen parts with the state before it.
  const isFrozen = isInFrozen(instants.clock) || instants.deadlines.some(isInFrozen);
  if (isFrozen) {
    own = copyJson(state);
    instants = model.instants(own);
  }
  const { clock, deadlines } = instants;
  const nowMs = readInstant(clock);
  const before = deadlines.map(readInstant);
  fold(instants);
  const fingerprint = fingerprintOf(own);
  if (isFrozen) return fingerprint;
  // A copy would cost as much as half of the fingerprint, so the change is undone.
  for (let at = 0; at < deadlines.length; at += 1) writeInstant(deadlines[at] as Instant, before[at] ?? 0);
  writeInstant(clock, nowMs);
  return fingerprint;
}

function isInFrozen([record]: Instant): boolean {
  return Object.isFrozen(record);
}

function fold({ clock, deadlines, graceMs = 0 }: Instants): void {
  const nowMs = readInstant(clock);
  for (const deadline of deadlines) writeInstant(deadline, Math.max(0 - graceMs, readInstant(deadline) - nowMs));
  writeInstant(clock, 0);
}

export function readInstant([record, field]: Instant): number {
  return (record as Record<string, number>)[field] ?? 0;
}

export function writeInstant([record, field]: Instant, value: number): void {
  (record as Record<string, number>)[field] = value;
}

/** How long a command lets time pass, in milliseconds. Throws `UnsoundModel` where that is open. */
export function timeBetween<State>(
  model: Timed<State> & { readonly name: string },
  before: readonly { readonly state: State }[],
  after: readonly { readonly state: State }[],
): number {
  const clockOf = ({ state }: { readonly state: State }): number => {
    const instants = model.instants?.(state);
    return instants === undefined ? 0 : readInstant(instants.clock);
  };
  const [from = 0] = before.map(clockOf);
  const [to = from, ...others] = new Set(after.map(clockOf));
  if (others.length === 0) return to - from;
  throw new UnsoundModel(
    `the model of ${model.name} says that a command takes ${[to, ...others].map((nowMs) => `${nowMs - from} ms`).join(' or ')}`,
  );
}
