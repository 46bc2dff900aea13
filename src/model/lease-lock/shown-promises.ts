import type { LeaseLockAnswer, LeaseLockCommand, LeaseLockShown, LockShown } from '../../alphabets/lease-lock.ts';
import type { SettledPromise, ShownPromise, WitnessedStep } from '../../kernel/contract.ts';
import { grantIn, holdersAt, liveHolders } from './facts.ts';
import { agrees } from './follow.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';

type Step = WitnessedStep<LeaseLockState, LeaseLockCommand, LeaseLockAnswer>;
type Promised = ShownPromise<LeaseLockState, LeaseLockCommand, LeaseLockAnswer, LeaseLockShown>;

const statements = {
  keepsOthers: 'A release by a client that no longer holds the lock frees no other client’s lock.',
  shownHeld: 'A lock under a live lease is shown as held.',
  shownFree: 'A lock that no client holds is shown as free.',
  shownHolder: 'A lock is shown as held by the client that holds it.',
  shownOne: 'A lock is shown as held by one client at most.',
} as const;

type ShownId = keyof typeof statements;

/** What a lock promises about what it shows: each contradiction between answers and looks breaks one promise. */
export function shownLockPromises(world: LeaseLockWorld): readonly Promised[] {
  return (Object.entries(statements) as [ShownId, string][]).map(([id, says]) => ({
    id,
    says,
    isEventual: true,
    brokenAsShown(shown, step) {
      for (const [name, lock] of Object.entries(step.after.locks)) {
        const clients = shown[name] ?? [];
        if (lock.isNamed && brokenPromise(world, step, name, clients) === id)
          return `${name} is shown as ${wordsFor(clients)}, and is ${knownWords(world, step.after, name)}.`;
      }
      return null;
    },
  }));
}

/** The promise that a look at a lock breaks; `null`: none. */
function brokenPromise({ terms }: LeaseLockWorld, step: Step, name: string, shown: LockShown): ShownId | null {
  const lock = step.after.locks[name];
  if (lock === undefined) return null;
  if (shown.length > 1) return 'shownOne';
  const holders = holdersAt(step.after.nowMs, terms, lock);
  if (holders.some((holder) => agrees(holder, shown))) return null;
  if (shown.length === 0) return isStaleRelease(step, name) ? 'keepsOthers' : 'shownHeld';
  return holders.every((holder) => holder === null) ? 'shownFree' : 'shownHolder';
}

/** A client releases a lock that it surely does not hold by the grant in its hand. */
function isStaleRelease({ before, command, after }: Step, name: string): boolean {
  if (command.type !== 'release' || command.lock !== name) return false;
  const held = grantIn(before, command.client, name);
  return (after.locks[name]?.mayHold ?? []).every((holder) => holder !== null && holder.grant !== held?.grant);
}

function wordsFor(shown: LockShown): string {
  return shown.length === 0 ? 'free' : `held by ${shown.map((client) => client ?? 'a client').join(' and ')}`;
}

function knownWords({ terms }: LeaseLockWorld, { nowMs, locks }: LeaseLockState, name: string): string {
  const lock = locks[name];
  const [holder] = lock === undefined ? [] : liveHolders(nowMs, terms, lock);
  return holder === undefined ? 'free' : `held by ${holder.client} until ${holder.overFromMs / 1000} s`;
}

/** What a lock promises in the end, when every client has released or crashed, and the leases have run out. */
export function settledLockPromises(): readonly SettledPromise<LeaseLockState, LeaseLockShown>[] {
  return [
    {
      id: 'unlocks',
      says: 'In the end no lock stays locked.',
      brokenInTheEnd(shown) {
        const found = Object.entries(shown).find(([, clients]) => clients.length > 0);
        return found === undefined ? null : `${found[0]} is still ${wordsFor(found[1])}.`;
      },
    },
  ];
}
