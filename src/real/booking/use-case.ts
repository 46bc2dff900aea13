import type { Booked, BookingPolicies, Failed, Outcome, Rejected, Wish } from './commands.ts';
import type { Cancellation, Confirmation, Proposal, Repository, Snapshot } from './ports.ts';
import { Conflict, InfrastructureFailure } from './ports.ts';

type Decision = { readonly type: 'proposed' } | Rejected;

/**
 * Booking, in the steps in which it happens. Every failure is an outcome: nothing is tried again, swallowed or made up
 * for here. Whoever calls decides what to do about it.
 */
export interface BookingUseCase {
  /** What there is, or what this request has led to before. */
  read(wish: Wish): Promise<Extract<Outcome, { type: 'read' }> | Booked | Failed | { readonly type: 'noSuchResource' }>;
  /** Pure: what was read and what is wanted decide, and nothing else. */
  decide(on: Snapshot, wish: Wish): Decision;
  persist(proposal: Proposal): Promise<Booked | Rejected | Failed>;
  confirm(booking: number): Promise<Confirmation | Failed>;
  cancel(booking: number): Promise<Cancellation | Failed>;
}

export function createUseCase(repository: Repository, { surfaceConflicts }: BookingPolicies): BookingUseCase {
  function decide({ free }: Snapshot, { units }: Wish): Decision {
    return units <= free ? { type: 'proposed' } : { type: 'rejected', by: 'decision' };
  }

  async function write(proposal: Proposal): Promise<Booked | Rejected | Failed> {
    const written = await repository.persist(proposal);
    if (written === 'conflict') return { type: 'failed', cause: 'conflict' };
    return written === 'aboveCapacity' ? { type: 'rejected', by: 'constraint' } : written;
  }

  /** What `surfaceConflicts` is there to prevent: another call within this one, of which nobody is told. */
  async function startOver({ wish }: Proposal): Promise<Booked | Rejected | Failed> {
    const found = await repository.read(wish);
    if (found === null) throw new Error(`${wish.resource} is gone, and nothing deletes a resource`);
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

/** What the infrastructure does is an outcome, and so is a conflict; what else is thrown is a defect, and stays one. */
async function orFailed<Reply>(work: () => Promise<Reply>): Promise<Reply | Failed> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InfrastructureFailure) return { type: 'failed', cause: error.trouble };
    if (error instanceof Conflict) return { type: 'failed', cause: 'conflict' };
    throw error;
  }
}
