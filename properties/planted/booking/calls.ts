import type { SystemBug } from '../system-bug.ts';

const subject = 'booking';
const systems = ['sqlite'];
const client = 'src/real/booking/client.ts';
const useCase = 'src/real/booking/use-case.ts';

/** Bugs about the calls of a client. */
export const callBugs: readonly SystemBug[] = [
  {
    name: 'the last free unit is not given away',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a resource is never fully booked',
    patch: { file: useCase, replaces: 'units <= free ?', by: 'units < free ?' },
  },
  {
    name: 'a conflict starts the call over without a word',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a caller books on numbers that it has never seen',
    patch: {
      file: useCase,
      replaces: "outcome.type === 'failed' && !surfaceConflicts",
      by: "outcome.type === 'failed'",
    },
  },
  {
    name: 'the infrastructure failure of a cancellation counts as done',
    subject,
    systems,
    kind: 'early acknowledgement',
    breaks: 'a caller believes that its booking is cancelled',
    patch: {
      file: useCase,
      replaces: 'cancel: (booking) => orFailed(() => repository.cancel(booking)),',
      by: "cancel: (booking) => repository.cancel(booking).catch(() => ({ type: 'cancelled' })),",
    },
  },
  {
    name: 'a call stays open after its write has failed',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a client writes twice on the same reading',
    patch: {
      file: client,
      replaces: 'call = null;\n    // A lost connection',
      by: "if (reply.type !== 'failed') call = null;\n    // A lost connection",
    },
  },
  {
    name: 'a lost connection counts as a failure',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a client books again although its first booking is written',
    patch: {
      file: client,
      replaces: "if (reply.type !== 'failed' || reply.cause !== 'connectionLost') hear(request, reply);",
      by: 'hear(request, reply);',
    },
  },
  {
    name: 'a failed reading closes a request that is still open',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a client gives up a request that may be booked',
    needs: ['a request that a lost connection left open', 'a repeat that fails'],
    patch: {
      file: client,
      replaces: "else if (reply.type !== 'failed' || inHand.outcome !== 'open') hear(inHand, reply);",
      by: 'else hear(inHand, reply);',
    },
  },
  {
    name: 'a cancelled booking stays in the notebook of its client',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a client cancels a booking again and again',
    needs: ['a booking that another command has ended', 'a cancellation'],
    patch: {
      file: client,
      replaces: "if (reply.type === 'cancelled' || reply.type === 'alreadyReleased')",
      by: "if (reply.type === 'cancelled')",
    },
  },
  {
    name: 'a client that was sent a booking again takes it for confirmed',
    subject,
    systems,
    kind: 'wrong default',
    breaks: 'a client believes that its hold has no end',
    needs: ['a lost reply to a hold', 'a repeated request'],
    patch: {
      file: 'src/real/booking/sqlite/read.ts',
      replaces: "type: isHold ? 'held' : 'confirmed'",
      by: "type: 'confirmed'",
    },
  },
];
