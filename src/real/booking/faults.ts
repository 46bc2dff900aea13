import type { BookingFault } from '../../alphabets/booking.ts';
import type { Failpoints } from '../failpoints.ts';
import type { ClientAction, Trouble } from './commands.ts';
import { InfrastructureFailure } from './ports.ts';

/** Performs a command of a client, in which its fault strikes, where it has one. */
export async function underFault<Result>(
  failpoints: Failpoints,
  command: ClientAction,
  perform: () => Promise<Result>,
): Promise<Result> {
  if ('fault' in command && command.fault !== undefined) {
    const { place, trouble } = strikes[command.fault];
    failpoints.arm(`${command.type}.${place}`, () => new InfrastructureFailure(trouble));
  }
  try {
    return await perform();
  } finally {
    failpoints.disarm();
  }
}

/** The failpoint of each fault in a transaction, and the error that is thrown there. */
const strikes: Readonly<Record<BookingFault, { readonly place: string; readonly trouble: Trouble }>> = {
  exhausted: { place: 'connect', trouble: 'exhausted' },
  timeout: { place: 'beforeCommit', trouble: 'timeout' },
  lostBeforeCommit: { place: 'beforeCommit', trouble: 'connectionLost' },
  lostAfterCommit: { place: 'afterCommit', trouble: 'connectionLost' },
};
