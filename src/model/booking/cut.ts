import type {
  BookingCommand,
  BookingOutcome,
  BookingPolicies,
  BookingTerms,
  BookingView,
  ClientCommand,
  CutBookingCommand,
  OpenBookingCommand,
  Read,
} from '../../alphabets/booking.ts';
import { cutsOf, distinctEndings, isCut } from '../../kernel/cut.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import { endingsOf } from '../../kernel/interpreter.ts';
import { sameJson } from '../../kernel/json.ts';
import type { Ending, Model } from '../../kernel/model.ts';
import type { BookingModel } from './model.ts';
import { bookingModel } from './model.ts';
import type { BookingScope, BookingState } from './state.ts';

/** Booking with cut connections: a request under `cut` ends in a set of states, unknown to the client. */
export function openBookingModel(
  policies: BookingPolicies,
  scope: BookingScope,
  terms: BookingTerms,
): Model<BookingState, OpenBookingCommand, BookingOutcome, BookingView> {
  const model = bookingModel(policies, scope, terms);
  return {
    ...model,
    commands: (state) => model.commands(state).flatMap((command) => withCuts(model, policies, scope, state, command)),
    // The case of a cut that comes too late.
    step: (draft, command) => model.step(draft, isCut(command) ? uncut(command) : command),
    endings: (state, command) =>
      isCut(command) ? endingsOfCut(model, state, command) : endingsOf(model, state, command),
    whileOverlapping: (state, command) => (isCut(command) ? [] : (model.whileOverlapping?.(state, command) ?? [])),
    partition: (command, outcome) => (isCut(command) ? null : (model.partition?.(command, outcome) ?? null)),
  };
}

function uncut({ fault: _fault, at: _at, ...command }: CutBookingCommand): Read | ClientCommand {
  return command;
}

/** While the scope has faults left, a request that would change the world can be cut off. */
function withCuts(
  model: BookingModel,
  { surfaceConflicts }: BookingPolicies,
  scope: BookingScope,
  state: BookingState,
  command: BookingCommand,
): OpenBookingCommand[] {
  if (state.faults >= scope.faults || 'fault' in command) return [command];
  switch (command.type) {
    case 'read':
    case 'persist':
    case 'confirm':
    case 'cancel': {
      const isChange = !sameJson(stepOnCopy(model, state, command).state, state);
      // A hidden retry reads and writes again.
      const commits = command.type === 'persist' && !surfaceConflicts ? 3 : 1;
      return isChange ? [command, ...cutsOf(command, commits)] : [command];
    }
    default:
      return [command];
  }
}

/** The answer came; or it was lost, and the store has done its part, or has rolled back. */
function endingsOfCut(
  model: BookingModel,
  state: BookingState,
  command: CutBookingCommand,
): readonly Ending<BookingState, BookingOutcome>[] {
  const heard = stepOnCopy(model, state, uncut(command));
  const lost = stepOnCopy(model, state, { ...uncut(command), fault: 'lostBeforeCommit' });
  // The client sends no request.
  if (lost.outcome.type !== 'failed') return [heard];
  const { resources, bookings } = heard.state;
  return distinctEndings([heard, lost, { ...lost, state: { ...lost.state, resources, bookings } }]);
}
