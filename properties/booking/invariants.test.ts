import type { BookingCommand, BookingOutcome, BookingView } from '../../src/alphabets/booking.ts';
import type { Step } from '../../src/kernel/invariant.ts';
import { copyJson } from '../../src/kernel/json.ts';
import { bookingInvariants, settledBookingInvariants } from '../../src/model/booking/invariants.ts';
import type { InvariantCases } from '../subjects/invariant-cases.ts';
import { testInvariants } from '../subjects/invariant-cases.ts';

type BookingStep = Step<BookingView, BookingCommand, BookingOutcome>;

/** c1 has a hold of one of three units of r1, and has given one back before; c2 is about to write. */
const sound: BookingView = {
  nowMs: 5,
  resources: { r1: { capacity: 3, free: 2, version: 3 }, r2: { capacity: 1, free: 1, version: 0 } },
  bookings: [
    { id: 1, resource: 'r1', client: 'c1', request: 1, units: 3, status: 'cancelled', expiresAtMs: null },
    { id: 2, resource: 'r1', client: 'c1', request: 2, units: 1, status: 'held', expiresAtMs: 600_000 },
  ],
  clients: {
    c1: {
      isUp: true,
      request: { number: 2, resource: 'r1', units: 1, isHold: true, outcome: 'held', booking: 2 },
      call: null,
    },
    c2: {
      isUp: true,
      request: { number: 1, resource: 'r1', units: 2, isHold: false, outcome: 'open', booking: null },
      call: { version: 3, free: 2, hasProposed: true },
    },
  },
};

/** A step to the sound state, changed by hand, from the sound state, perhaps changed as well. */
function stepTo(
  change: (view: BookingView) => unknown,
  [command, outcome]: readonly [BookingCommand, BookingOutcome] = ticked,
  changeBefore: (view: BookingView) => unknown = () => undefined,
): BookingStep {
  const before = copyJson(sound);
  changeBefore(before);
  const after = copyJson(before);
  change(after);
  return { before, command, outcome, after };
}

const ticked = [{ type: 'tick', byMs: 1 }, { type: 'ticked' }] as const;
const persisted = [
  { type: 'persist', client: 'c2' },
  { type: 'confirmed', booking: 3 },
] as const;
const repeat = { type: 'read', client: 'c1', request: 2, resource: 'r1', units: 1, isHold: true } as const;
const decide = { type: 'decide', client: 'c2' } as const;

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is nothing at ${index}`);
  return item;
}

function resource(view: BookingView): BookingView['resources'][string] {
  return at(Object.values(view.resources), 0);
}

function client(view: BookingView, index: number): BookingView['clients'][string] {
  return at(Object.values(view.clients), index);
}

/** A booking comes; of r1, by c2, under its first request, unless it is said otherwise. */
function book(view: BookingView, other: Partial<BookingView['bookings'][number]> = {}): void {
  view.bookings.push({
    id: view.bookings.length + 1,
    resource: 'r1',
    client: 'c2',
    request: 1,
    units: 2,
    status: 'confirmed',
    expiresAtMs: null,
    ...other,
  });
}

function isInconclusive(view: BookingView): void {
  Object.assign(client(view, 1).call ?? {}, { hasProposed: false });
}

const cases: InvariantCases<BookingView, BookingCommand, BookingOutcome>[] = [
  {
    id: 'INV_101',
    broken: [
      ['a unit too many', stepTo((v) => book(v, { units: 3 }))],
      ['one that was given back and counts again', stepTo((v) => (at(v.bookings, 0).status = 'confirmed'))],
    ],
    kept: [
      ['the last units', stepTo((v) => book(v))],
      ['many units that are free again', stepTo((v) => book(v, { units: 9, status: 'expired' }))],
      ['units of another resource', stepTo((v) => book(v, { resource: 'r2', units: 1 }))],
    ],
  },
  {
    id: 'INV_102',
    broken: [
      ['a booking under the same version', stepTo((v) => book(v))],
      ['units that are given back under the same version', stepTo((v) => (resource(v).free = 3))],
      ['a version that grows by two', stepTo((v) => Object.assign(resource(v), { free: 3, version: 5 }))],
      ['a version that goes back', stepTo((v) => Object.assign(resource(v), { free: 3, version: 2 }))],
      ['a version that grows by itself', stepTo((v) => (resource(v).version = 4))],
      [
        'the version of the other resource',
        stepTo((v) => {
          book(v);
          Object.assign(v.resources['r2'] ?? {}, { version: 1 });
        }),
      ],
    ],
    kept: [
      ['a write that leaves as many free', stepTo((v) => [book(v), (resource(v).version = 4)])],
      ['a hold that is confirmed', stepTo((v) => (at(v.bookings, 1).status = 'confirmed'))],
    ],
  },
  {
    id: 'INV_103',
    broken: [
      [
        'a write on an older version',
        stepTo(
          (v) => book(v),
          persisted,
          (v) => (resource(v).version = 4),
        ),
      ],
      [
        'a booking by somebody who has read nothing',
        stepTo((v) => book(v), [{ ...persisted[0], client: 'c1' }, persisted[1]]),
      ],
      ['a booking that comes of nothing', stepTo((v) => book(v))],
    ],
    kept: [
      ['a write on the version that was read', stepTo((v) => book(v), persisted)],
      [
        'a conflict',
        stepTo(
          () => undefined,
          [persisted[0], { type: 'failed', cause: 'conflict' }],
          (v) => (resource(v).version = 4),
        ),
      ],
    ],
  },
  {
    id: 'INV_104',
    broken: [
      [
        'a booking of a request that was rejected',
        stepTo((v) => Object.assign(client(v, 0).request ?? {}, { outcome: 'rejected' })),
      ],
      [
        'a booking of a request that failed',
        stepTo((v) => Object.assign(client(v, 0).request ?? {}, { outcome: 'failed' })),
      ],
      [
        'one that has ended since',
        stepTo((v) => {
          Object.assign(client(v, 0).request ?? {}, { outcome: 'failed' });
          at(v.bookings, 1).status = 'expired';
        }),
      ],
    ],
    kept: [
      ['a booking of a request whose outcome is open', stepTo((v) => book(v))],
      [
        'the bookings of earlier requests',
        stepTo((v) => Object.assign(client(v, 0).request ?? {}, { number: 3, outcome: 'rejected' })),
      ],
      [
        'the first request of another client',
        stepTo((v) => Object.assign(client(v, 1).request ?? {}, { outcome: 'rejected' })),
      ],
    ],
  },
  {
    id: 'INV_105',
    broken: [
      ['a second booking of a request', stepTo((v) => book(v, { client: 'c1', request: 2 }))],
      ['a second one after the first has ended', stepTo((v) => book(v, { client: 'c1', request: 1 }))],
    ],
    kept: [['the same request of another client', stepTo((v) => book(v))]],
  },
  {
    id: 'INV_106',
    broken: [
      [
        'a repeat that is told of none where there is one',
        stepTo(() => undefined, [repeat, { type: 'read', version: 3, free: 2 }]),
      ],
      [
        'a repeat that is told of one where there is none',
        stepTo(
          () => undefined,
          [
            { ...repeat, client: 'c2', request: 1 },
            { type: 'held', booking: 1 },
          ],
        ),
      ],
    ],
    kept: [
      ['a repeat that is told of its booking', stepTo(() => undefined, [repeat, { type: 'held', booking: 2 }])],
      [
        'a repeat of what has not booked',
        stepTo(
          () => undefined,
          [
            { ...repeat, request: 3 },
            { type: 'read', version: 3, free: 2 },
          ],
        ),
      ],
      [
        'a repeat that fails',
        stepTo(
          () => undefined,
          [
            { ...repeat, fault: 'exhausted' },
            { type: 'failed', cause: 'exhausted' },
          ],
        ),
      ],
    ],
  },
  {
    id: 'INV_107',
    broken: [
      ['units that are free and booked', stepTo((v) => (resource(v).free = 3))],
      ['units that are neither', stepTo((v) => (resource(v).free = 1))],
      ['a booking that takes none away', stepTo((v) => book(v))],
    ],
    kept: [['a booking that takes away its own', stepTo((v) => [book(v), (resource(v).free = 0)])]],
  },
  {
    id: 'INV_108',
    broken: [
      ['two bookings at once', stepTo((v) => [book(v), book(v, { request: 2 })], persisted)],
      [
        'a call that goes on with its outcome',
        stepTo((v) => Object.assign(client(v, 1).request ?? {}, { outcome: 'rejected' })),
      ],
    ],
    kept: [
      [
        'a call that is over',
        stepTo((v) => {
          client(v, 1).call = null;
          Object.assign(client(v, 1).request ?? {}, { outcome: 'rejected' });
        }),
      ],
      ['a call that was cut off', stepTo((v) => (client(v, 1).call = null))],
    ],
  },
  {
    id: 'INV_109',
    broken: [
      [
        'a rejection where there was room',
        stepTo(() => undefined, [decide, { type: 'rejected', by: 'decision' }], isInconclusive),
      ],
      [
        'a proposal where there was none',
        stepTo(
          () => undefined,
          [decide, { type: 'proposed' }],
          (v) => {
            isInconclusive(v);
            Object.assign(client(v, 1).call ?? {}, { free: 1 });
          },
        ),
      ],
    ],
    kept: [
      ['a proposal for the last units', stepTo(() => undefined, [decide, { type: 'proposed' }], isInconclusive)],
      ['a decision that is taken already', stepTo(() => undefined, [decide, { type: 'alreadyDecided' }])],
      ['no call at all', stepTo(() => undefined, [{ ...decide, client: 'c1' }, { type: 'nothingRead' }])],
      ['a refusal by the database', stepTo(() => undefined, [persisted[0], { type: 'rejected', by: 'constraint' }])],
    ],
  },
  {
    id: 'INV_110',
    broken: [['a request that is open', stepTo(() => undefined)]],
    kept: [['one that failed', stepTo((v) => Object.assign(client(v, 1).request ?? {}, { outcome: 'failed' }))]],
  },
  {
    id: 'INV_111',
    broken: [['a hold', stepTo(() => undefined)]],
    kept: [['one that has expired', stepTo((v) => (at(v.bookings, 1).status = 'expired'))]],
  },
];

testInvariants([...bookingInvariants, ...settledBookingInvariants], cases);
