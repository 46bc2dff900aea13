import type { BookingCommand, BookingPolicies, ClientView } from '../../alphabets/booking.ts';
import { nextStep, repeatOf } from './commands.ts';
import { isDue, nextHoldEndMs } from './rules.ts';
import type { BookingState } from './state.ts';

/**
 * All commands that may still bring a request to its outcome, or a hold to its end: restarts, calls that go on, repeats
 * of requests under their key, confirmations, the sweeper, and the clock last. Each command brings an end nearer, so
 * every order ends.
 */
export function bookingRecoveryCommands(policies: BookingPolicies): (state: BookingState) => BookingCommand[] {
  return (state) => {
    const commands: BookingCommand[] = [];
    for (const [name, client] of Object.entries(state.clients)) {
      const next = nextOf(policies, state, name, client);
      if (next !== null) commands.push(next);
    }
    const held = state.bookings.filter(({ status }) => status === 'held');
    if (!policies.holdExpiry) return commands;
    for (const booking of held)
      if (isDue(booking, state.nowMs)) commands.push({ type: 'expireHold', booking: booking.id });
    const deadlineMs = nextHoldEndMs(state);
    if (deadlineMs !== null) commands.push({ type: 'tick', byMs: deadlineMs - state.nowMs });
    return commands;
  };
}

function nextOf(
  policies: BookingPolicies,
  state: BookingState,
  name: string,
  client: ClientView,
): BookingCommand | null {
  const { isUp, request } = client;
  const step = nextStep(client);
  if (step !== null) return { type: step, client: name };
  if (request?.outcome === 'open') {
    // Without the key a repeat recovers no request: it may book a second time.
    if (!policies.idempotencyKey) return null;
    return isUp ? repeatOf(name, request) : { type: 'restart', client: name };
  }
  const booking = state.bookings.find(({ id }) => id === request?.booking);
  if (request?.outcome !== 'held' || booking?.status !== 'held' || isDue(booking, state.nowMs)) return null;
  return { type: isUp ? 'confirm' : 'restart', client: name };
}
