import type { BookingCommand, BookingPolicies } from '../../alphabets/booking.ts';
import type { ManualRun } from '../../kernel/subject.ts';
import type { BookingSubject } from './subject-type.ts';

const ofAnyClient = { noSuchClient: 'refused', clientDown: 'refused' } as const;
const ofAnyBooking = { ...ofAnyClient, alreadyReleased: 'refused', failed: 'unknown' } as const;

/** Every outcome that each command of booking can have. */
export const bookingOutcomes: Required<BookingSubject>['outcomes'] = {
  read: {
    ...ofAnyClient,
    read: 'accepted',
    held: 'accepted',
    confirmed: 'accepted',
    failed: 'refused',
    alreadyInCall: 'refused',
    notNext: 'refused',
    noSuchResource: 'refused',
  },
  decide: {
    ...ofAnyClient,
    proposed: 'accepted',
    rejected: 'refused',
    nothingRead: 'refused',
    alreadyDecided: 'refused',
  },
  persist: {
    ...ofAnyClient,
    held: 'accepted',
    confirmed: 'accepted',
    rejected: 'refused',
    failed: 'refused',
    nothingProposed: 'refused',
  },
  confirm: { ...ofAnyBooking, confirmed: 'accepted', tooLate: 'refused', nothingHeld: 'refused' },
  cancel: { ...ofAnyBooking, cancelled: 'accepted', nothingBooked: 'refused' },
  expireHold: {
    expired: 'accepted',
    alreadyReleased: 'refused',
    notDue: 'refused',
    noExpiry: 'refused',
    noSuchBooking: 'refused',
  },
  crash: { ...ofAnyClient, crashed: 'accepted' },
  restart: { restarted: 'accepted', alreadyUp: 'refused', noSuchClient: 'refused' },
  tick: { ticked: 'accepted', notForward: 'refused' },
};

const read: BookingCommand = { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: false };
const decide: BookingCommand = { type: 'decide', client: 'c1' };
const persist: BookingCommand = { type: 'persist', client: 'c1' };
const crash: BookingCommand = { type: 'crash', client: 'c1' };
const ofClient: readonly BookingCommand[] = [
  read,
  decide,
  persist,
  { type: 'confirm', client: 'c1' },
  { type: 'cancel', client: 'c1' },
  crash,
];

/** Commands that no sane client takes, and that both sides must refuse. */
export const bookingManualRuns: readonly ManualRun<BookingCommand, keyof BookingPolicies>[] = [
  ...ofClient.map((command) => ({ commands: [Object.assign({}, command, { client: 'nobody' })] })),
  ...ofClient.map((command) => ({ commands: [crash, command] })),
  ...ofClient.slice(1, -1).map((command) => ({ commands: [command] })),
  { commands: [{ type: 'restart', client: 'nobody' }] },
  { commands: [{ type: 'restart', client: 'c1' }] },
  { commands: [Object.assign({}, read, { request: 2 })] },
  { commands: [Object.assign({}, read, { resource: 'nothing' })] },
  { commands: [read, read] },
  { commands: [read, decide, decide] },
  { commands: [read, persist] },
  { commands: [read, decide, persist, read] },
  { commands: [read, decide, persist, { type: 'confirm', client: 'c1' }] },
  { commands: [{ type: 'expireHold', booking: 1 }] },
  { commands: [read, decide, persist, { type: 'expireHold', booking: 1 }] },
  { commands: [{ type: 'tick', byMs: 0 }] },
];
