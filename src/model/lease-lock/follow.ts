import type { LeaseLockAnswer, LeaseLockCommand, LeaseLockShown, LeaseLockTerms } from '../../alphabets/lease-lock.ts';
import type { Thrown } from '../../kernel/contract.ts';
import { grantIn, holdersAt, isLive, isSurelyFree } from './facts.ts';
import type { Holder, KnownLock, LeaseLockState, LeaseLockWorld } from './state.ts';

type Asked = Extract<LeaseLockCommand, { readonly lock: string }>;
type Answer = LeaseLockAnswer | Thrown;
type MayHold = readonly (Holder | null)[];

/** Takes down what is known after an answer. */
export function followLockAnswer(
  { terms }: LeaseLockWorld,
  draft: LeaseLockState,
  command: LeaseLockCommand,
  answer: Answer,
): void {
  if ('fault' in command) draft.lostReplies += 1;
  switch (command.type) {
    case 'acquire':
      followAcquire(terms, draft, command, answer);
      break;
    case 'extend':
      followExtend(terms, draft, command, answer);
      break;
    case 'release':
      followRelease(terms, draft, command, answer);
      break;
    case 'crash':
      draft.hands[command.client] = {};
      if (!draft.crashed.includes(command.client)) draft.crashed.push(command.client);
      for (const lock of Object.values(draft.locks)) lock.probe = 'none';
      break;
    case 'tick':
      draft.nowMs += command.ms;
      for (const lock of Object.values(draft.locks)) lock.probe = 'none';
  }
  for (const lock of Object.values(draft.locks)) lock.mayHold = holdersAt(draft.nowMs, terms, lock);
}

function followAcquire(
  terms: LeaseLockTerms,
  draft: LeaseLockState,
  { client, lock: name }: Asked,
  answer: Answer,
): void {
  const lock = draft.locks[name];
  if (lock === undefined) return;
  const before = holdersAt(draft.nowMs, terms, lock);
  const isProbe = isSurelyFree(draft.nowMs, terms, lock) && !hasGrant(draft, name);
  const overMs = draft.nowMs + terms.leaseMs;
  const given: Holder = { client, grant: lock.grants + 1, overFromMs: overMs, overByMs: overMs };
  lock.isNamed = true;
  lock.probe = 'none';
  switch (answer.type) {
    case 'granted':
      lock.grants += 1;
      lock.token = answer.token ?? lock.token;
      lock.mayHold = [given];
      (draft.hands[client] ??= {})[name] = { grant: given.grant, untilMs: overMs };
      if (isProbe) lock.probe = 'given';
      return;
    case 'refused':
      lock.mayHold = narrow(before, (holder) => holder !== null);
      // A free lock that is not given ends the probe as well.
      if (isProbe) lock.probe = 'done';
      return;
    default:
      lock.grants += 1;
      // A client that holds the lock without its knowledge may be given it once more.
      lock.mayHold = before.flatMap((holder) => {
        if (holder === null) return answer.type === 'threw' ? [null, given] : [given];
        return holder.client === client ? [holder, given] : [holder];
      });
  }
}

function followExtend(
  terms: LeaseLockTerms,
  draft: LeaseLockState,
  { client, lock: name }: Asked,
  answer: Answer,
): void {
  const lock = draft.locks[name];
  const held = grantIn(draft, client, name);
  if (lock === undefined || held === undefined || answer.type === 'refused') return;
  const before = holdersAt(draft.nowMs, terms, lock);
  const overByMs = draft.nowMs + terms.leaseMs;
  const extended: Holder = { client, grant: held.grant, overFromMs: overByMs, overByMs };
  lock.probe = 'none';
  draft.crashed = draft.crashed.filter((one) => one !== client);
  if (answer.type === 'done') {
    (draft.hands[client] ??= {})[name] = { grant: held.grant, untilMs: overByMs };
    const isExtended = (holder: Holder | null): boolean =>
      holder === null ? terms.extendsLapsed : holder.grant === held.grant;
    lock.mayHold = before.some(isExtended) ? [extended] : before;
    return;
  }
  lock.mayHold = before.flatMap((holder) => {
    if (holder === null) return terms.extendsLapsed ? [null, extended] : [null];
    if (holder.grant !== held.grant) return [holder];
    // It is done, unless the lease was over or the call threw: then the end is open.
    const isDone = answer.type !== 'threw' && isLive(draft.nowMs, terms, holder);
    return [isDone ? extended : { ...holder, overByMs }];
  });
}

function followRelease(
  terms: LeaseLockTerms,
  draft: LeaseLockState,
  { client, lock: name }: Asked,
  answer: Answer,
): void {
  const lock = draft.locks[name];
  const held = grantIn(draft, client, name);
  if (lock === undefined || held === undefined) return;
  const before = holdersAt(draft.nowMs, terms, lock);
  const isKnown = answer.type === 'done' || answer.type === 'refused';
  // After a lost reply the client may release once more.
  if (isKnown) delete draft.hands[client]?.[name];
  lock.probe = lock.probe === 'given' && isKnown ? 'done' : 'none';
  if (answer.type === 'refused') return;
  lock.mayHold = before.flatMap((holder): MayHold => {
    if (holder === null) return [null];
    if (holder.grant !== held.grant) return terms.releasedBy === 'anyone' ? [null, holder] : [holder];
    const isDone = answer.type === 'done' || (answer.type !== 'threw' && isLive(draft.nowMs, terms, holder));
    return isDone ? [null] : [null, holder];
  });
}

/** Takes down who is shown as holding each lock. Where the answers contradict it, the look counts. */
export function learnHolders({ terms }: LeaseLockWorld, draft: LeaseLockState, shown: LeaseLockShown): void {
  for (const [name, lock] of Object.entries(draft.locks)) {
    if (!lock.isNamed) continue;
    const clients = shown[name] ?? [];
    const agreed = lock.mayHold.filter((holder) => agrees(holder, clients));
    if (agreed.length > 0) lock.mayHold = agreed;
    else lock.mayHold = clients.length === 0 ? [null] : unknownHolders(terms, draft, lock, clients);
  }
}

/** A lock is shown as it is, where this client holds it, or no client. */
export function agrees(holder: Holder | null, shown: readonly (string | null)[]): boolean {
  if (holder === null) return shown.length === 0;
  return shown.length === 1 && (shown[0] === null || shown[0] === holder.client);
}

/** Clients that are shown as holding a lock, and that are not known to have been granted it. */
function unknownHolders(
  { leaseMs }: LeaseLockTerms,
  { nowMs }: LeaseLockState,
  lock: KnownLock,
  clients: readonly (string | null)[],
): Holder[] {
  return clients.map((client) => {
    lock.grants += 1;
    return { client: client ?? '', grant: lock.grants, overFromMs: nowMs, overByMs: nowMs + leaseMs };
  });
}

function narrow(mayHold: MayHold, isLeft: (holder: Holder | null) => boolean): (Holder | null)[] {
  const left = mayHold.filter(isLeft);
  return left.length > 0 ? left : [...mayHold];
}

function hasGrant({ hands }: LeaseLockState, lock: string): boolean {
  return Object.values(hands).some((hand) => hand[lock] !== undefined);
}
