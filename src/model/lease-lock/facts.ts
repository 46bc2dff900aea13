import type { LeaseLockTerms } from '../../alphabets/lease-lock.ts';
import type { Holder, KnownGrant, KnownLock, LeaseLockState } from './state.ts';

/** The lease is not over yet. */
export function isLive(nowMs: number, { slackMs }: LeaseLockTerms, { overFromMs }: Holder): boolean {
  return nowMs < overFromMs - slackMs;
}

/** The lease is over. */
function isOver(nowMs: number, { slackMs }: LeaseLockTerms, { overByMs }: Holder): boolean {
  return nowMs >= overByMs + slackMs;
}

/** What may be true of a lock at this instant: a lease that may be over adds that no client holds the lock. */
export function holdersAt(nowMs: number, terms: LeaseLockTerms, lock: KnownLock): (Holder | null)[] {
  const known = lock.mayHold.filter((holder) => holder !== null && !isOver(nowMs, terms, holder));
  const mayBeFree = lock.mayHold.some((holder) => holder === null || !isLive(nowMs, terms, holder));
  return mayBeFree ? [null, ...known] : known;
}

/** The clients that surely hold the lock under a live lease, whichever of them it is; none where the lock may be free. */
export function liveHolders(nowMs: number, terms: LeaseLockTerms, lock: KnownLock): Holder[] {
  const holders = holdersAt(nowMs, terms, lock);
  return holders.every((holder) => holder !== null) ? holders : [];
}

/** No client holds the lock. */
export function isSurelyFree(nowMs: number, terms: LeaseLockTerms, lock: KnownLock): boolean {
  return holdersAt(nowMs, terms, lock).every((holder) => holder === null);
}

/** The grant of a lock in a client's hand. */
export function grantIn({ hands }: LeaseLockState, client: string, lock: string): KnownGrant | undefined {
  return hands[client]?.[lock];
}

/** The client surely holds the lock by the grant in its hand, under a lease that it knows to be live. */
export function isLiveLockHolder(state: LeaseLockState, terms: LeaseLockTerms, client: string, name: string): boolean {
  const lock = state.locks[name];
  const held = grantIn(state, client, name);
  if (lock === undefined || held === undefined || state.nowMs >= held.untilMs - terms.slackMs) return false;
  const holders = liveHolders(state.nowMs, terms, lock);
  return holders.length > 0 && holders.every(({ grant }) => grant === held.grant);
}

/** The instants, in order, at which the lease of a lock may be over or is over. */
export function leaseEndsOf({ nowMs, locks }: LeaseLockState, { slackMs }: LeaseLockTerms): number[] {
  const instants = Object.values(locks)
    .flatMap(({ mayHold }) => mayHold)
    .flatMap((holder) => (holder === null ? [] : [holder.overFromMs, holder.overByMs]))
    .map((ms) => ms + slackMs)
    .filter((ms) => ms > nowMs);
  return [...new Set(instants)].toSorted((a, b) => a - b);
}
