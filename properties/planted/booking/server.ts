import type { SystemBug } from '../system-bug.ts';

const subject = 'booking';
const systems = ['postgres'];

/** Bugs of booking on Postgres and in processes, that need no overlap. */
export const bookingServerBugs: readonly SystemBug[] = [
  {
    name: 'a repeated request gets the number of the database',
    subject,
    systems,
    kind: 'wrong column',
    breaks: 'a client is given the number of another booking',
    needs: ['a booking that was rolled back', 'a repeated request after a lost reply'],
    patch: {
      file: 'src/real/booking/numbering.ts',
      replaces: '{ ...found, booked: await counted(found.booked) }',
      by: 'found',
    },
  },
  {
    name: 'a transaction that fails stays open on Postgres',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'the next transaction commits what was to be rolled back',
    patch: {
      file: 'src/real/database/postgres.ts',
      replaces: "        if (!(error instanceof ConnectionLost)) await send('ROLLBACK', {});\n",
      by: '',
    },
  },
  {
    name: 'a repeated confirmation on Postgres is refused',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a client whose reply was lost believes that its booking has ended',
    needs: ['a lost reply to a confirmation', 'a repeated confirmation'],
    patch: {
      file: 'src/real/booking/postgres/confirm.ts',
      replaces: "return found?.status === 'confirmed' ? { type: 'confirmed', booking } : { type: 'alreadyReleased' };",
      by: "return { type: 'alreadyReleased' };",
    },
  },
  {
    name: 'units on Postgres are given back to every resource',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a resource has more free units than it has units',
    needs: ['a second resource', 'a release'],
    patch: {
      file: 'src/real/booking/postgres/release.ts',
      replaces: 'WHERE bookings.id = :booking\n      AND resources.id = bookings.resource',
      by: 'WHERE bookings.id = :booking',
    },
  },
  {
    name: 'a client keeps a connection that is lost',
    subject,
    systems: ['postgres-cut'],
    kind: 'forgotten reset',
    breaks: 'a client books nothing after the server has closed its connection once',
    patch: {
      file: 'src/real/booking/postgres/store.ts',
      replaces:
        'if (connection?.isLost === true) {\n        await connection.close();\n        connection = null;\n      }\n',
      by: '',
    },
  },
  {
    name: 'the parent process forgets the call of a client process',
    subject,
    systems: ['processes'],
    kind: 'forgotten reset',
    breaks: 'an operator sees no call that is under way',
    patch: { file: 'src/real/booking/process/client-process.ts', replaces: '          ({ call } = reply);\n', by: '' },
  },
];

/** Bugs of booking on Postgres that show only where commands overlap. */
export const bookingRaceBugs: readonly SystemBug[] = [
  {
    name: 'a booking on Postgres is written by the version that was seen before',
    subject,
    systems,
    isRace: true,
    kind: 'stale read',
    breaks: 'two clients book the same unit',
    patch: {
      file: 'src/real/booking/postgres/persist.ts',
      replaces: 'AND version = :version`',
      by: 'AND (SELECT version FROM resources AS seen WHERE seen.id = :resource) = :version`',
    },
  },
  {
    name: 'the sweeper on Postgres trusts the status that it saw before',
    subject,
    systems,
    isRace: true,
    kind: 'stale read',
    breaks: 'the units of a booking are freed twice',
    patch: {
      file: 'src/real/booking/postgres/release.ts',
      replaces: "AND status IN ('held', 'confirmed')`",
      by: "AND (SELECT status FROM bookings AS seen WHERE seen.id = :booking) IN ('held', 'confirmed')`",
    },
  },
];
