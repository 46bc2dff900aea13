import type { BookingOutcome, BookingPolicies } from '../../alphabets/booking.ts';
import type { Booked, Failed, Rejected, Wish } from './commands.ts';
import type { Cancellation, HoldConfirmation, Proposal, Repository, ResourceSnapshot } from './ports.ts';
import { Conflict, InfrastructureFailure } from './ports.ts';

type Decision = { readonly type: 'proposed' } | Rejected;

/**
 * A booking, step by step. Every failure is an outcome: the use case does not retry, swallow or repair failures. The
 * caller decides how to react.
 */
export interface BookingUseCase {
  /** The free units of the resource, or the booking of this request if any. */
  read(
    wish: Wish,
  ): Promise<Extract<BookingOutcome, { type: 'read' }> | Booked | Failed | { readonly type: 'noSuchResource' }>;
  /** Pure: the decision depends on the snapshot and the wish alone. */
  decide(on: ResourceSnapshot, wish: Wish): Decision;
  persist(proposal: Proposal): Promise<Booked | Rejected | Failed>;
  confirm(booking: number): Promise<HoldConfirmation | Failed>;
  cancel(booking: number): Promise<Cancellation | Failed>;
}

export function createUseCase(repository: Repository, { surfaceConflicts }: BookingPolicies): BookingUseCase {
  function decide({ free }: ResourceSnapshot, { units }: Wish): Decision {
    return units <= free ? { type: 'proposed' } : { type: 'rejected', by: 'decision' };
  }

  async function write(proposal: Proposal): Promise<Booked | Rejected | Failed> {
    const written = await repository.persist(proposal);
    if (written === 'conflict') return { type: 'failed', cause: 'conflict' };
    return written === 'aboveCapacity' ? { type: 'rejected', by: 'constraint' } : written;
  }

  /** The hidden retry that `surfaceConflicts` prevents. */
  async function startOver({ wish }: Proposal): Promise<Booked | Rejected | Failed> {
    const found = await repository.read(wish);
    if (found === null) throw new Error(`${wish.resource} is gone, and no command deletes a resource`);
    const decision = decide(found.snapshot, wish);
    return decision.type === 'rejected' ? decision : write({ wish, on: found.snapshot });
  }

  return {
    decide,
    read: (wish) =>
      orFailed(async () => {
        const found = await repository.read(wish);
        if (found === null) return { type: 'noSuchResource' };
        return found.booked ?? { type: 'read', ...found.snapshot };
      }),
    persist: (proposal) =>
      orFailed(async () => {
        const outcome = await write(proposal);
        return outcome.type === 'failed' && !surfaceConflicts ? startOver(proposal) : outcome;
      }),
    confirm: (booking) => orFailed(() => repository.confirm(booking)),
    cancel: (booking) => orFailed(() => repository.cancel(booking)),
  };
}

/** Turns infrastructure failures and conflicts into outcomes. Any other error is a defect and is rethrown. */
async function orFailed<Reply>(work: () => Promise<Reply>): Promise<Reply | Failed> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InfrastructureFailure) return { type: 'failed', cause: error.trouble };
    if (error instanceof Conflict) return { type: 'failed', cause: 'conflict' };
    throw error;
  }
}
