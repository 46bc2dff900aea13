import { DatabaseError } from 'pg';
import type { Act, Query, RacedProgram, Work } from './program.ts';
import { transaction } from './program.ts';

const act = (type: string, ...actors: readonly string[]): Act[] => actors.map((actor) => ({ type, actor }));
const lines = async (query: Query, text: string): Promise<number> => (await query(text)).rowCount ?? 0;

/** The first number of the first row. */
async function numberIn(query: Query, text: string): Promise<number> {
  const [row = {}] = (await query(text)).rows;
  return Number(Object.values(row)[0]);
}

/** Other outcomes for errors of the server, by their code. */
function refusedBy(code: string, outcome: string, work: Work): Work {
  return async (query, actor) => {
    try {
      return await work(query, actor);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === code) return outcome;
      throw error;
    }
  };
}

const insertSeat: Work = async (query) => {
  await query('INSERT INTO seats DEFAULT VALUES');
  return 'booked';
};
const bookSeats = {
  rows: 'INSERT INTO shows VALUES (0)',
  acts: act('book', 'ann', 'bob'),
  atOnce: 2,
  faulty: { book: insertSeat },
  mended: { book: insertSeat },
};
const trigger = (when: string, body: string): string =>
  `CREATE FUNCTION on_seat() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$;
  CREATE TRIGGER on_seat ${when} INSERT ON seats FOR EACH ROW EXECUTE FUNCTION on_seat();`;
const seats =
  'CREATE TABLE shows (sold int NOT NULL); CREATE TABLE seats (id int GENERATED ALWAYS AS IDENTITY, number int);';

const counted: RacedProgram = {
  name: 'a trigger writes the count of the rows that it sees',
  needs: 'a trigger',
  shortest: { schedules: 4, steps: 4 },
  ...bookSeats,
  tables: `${seats} ${trigger('AFTER', 'UPDATE shows SET sold = (SELECT count(*) FROM seats);')}`,
  mendedTables: `${seats} ${trigger('AFTER', 'UPDATE shows SET sold = sold + 1;')}`,
  initial: { seats: 0, sold: 0 },
  step(state) {
    state['seats'] = state['sold'] = (state['seats'] ?? 0) + 1;
    return 'booked';
  },
  view: 'SELECT (SELECT count(*) FROM seats)::int AS seats, sold FROM shows',
};

const numbered: RacedProgram = {
  name: 'a trigger gives a row the number after the highest that it sees',
  needs: 'a trigger',
  shortest: { schedules: 4, steps: 4 },
  ...bookSeats,
  tables: `${seats} ${trigger('BEFORE', 'SELECT coalesce(max(number), 0) + 1 INTO NEW.number FROM seats;')}`,
  mendedTables: `${seats} ${trigger('BEFORE', 'UPDATE shows SET sold = sold + 1 RETURNING sold INTO NEW.number;')}`,
  initial: { seats: 0, numbers: 0 },
  step(state) {
    state['seats'] = state['numbers'] = (state['seats'] ?? 0) + 1;
    return 'booked';
  },
  view: 'SELECT count(*)::int AS seats, count(DISTINCT number)::int AS numbers FROM seats',
};

const customers = (onDelete: string): string =>
  `CREATE TABLE customers (id int PRIMARY KEY, is_open boolean NOT NULL DEFAULT true);
  CREATE TABLE orders (customer int REFERENCES customers ON DELETE ${onDelete});`;
const order: Work = refusedBy('23503', 'noCustomer', async (query) => {
  await query('INSERT INTO orders VALUES (1)');
  return 'ordered';
});

const cascaded: RacedProgram = {
  name: 'a customer without orders is deleted, and a foreign key deletes the order that has come',
  needs: 'a foreign key',
  shortest: { schedules: 5, steps: 5 },
  tables: customers('CASCADE'),
  mendedTables: customers('NO ACTION'),
  rows: 'INSERT INTO customers VALUES (1)',
  acts: [...act('order', 'ann'), ...act('remove', 'bob')],
  atOnce: 2,
  initial: { customers: 1, orders: 0 },
  step(state, { type }) {
    if (type === 'order') {
      if (state['customers'] === 0) return 'noCustomer';
      state['orders'] = 1;
      return 'ordered';
    }
    if ((state['orders'] ?? 0) > 0) return 'inUse';
    state['customers'] = 0;
    return 'removed';
  },
  view: `SELECT (SELECT count(*) FROM customers)::int AS customers, (SELECT count(*) FROM orders)::int AS orders`,
  faulty: {
    order,
    async remove(query) {
      if ((await lines(query, 'SELECT 1 FROM orders WHERE customer = 1')) > 0) return 'inUse';
      await query('DELETE FROM customers WHERE id = 1');
      return 'removed';
    },
  },
  mended: {
    order,
    remove: refusedBy('23503', 'inUse', async (query) => {
      await query('DELETE FROM customers WHERE id = 1');
      return 'removed';
    }),
  },
};

const orderIfOpen =
  (lock: string): Work =>
  (query) =>
    transaction(query, 'READ COMMITTED', async () => {
      const isOpen = (await lines(query, `SELECT 1 FROM customers WHERE is_open ${lock}`)) > 0;
      if (isOpen) await query('INSERT INTO orders VALUES (1)');
      return isOpen ? 'ordered' : 'closed';
    });
const closeAccount: Work = (query) =>
  transaction(query, 'READ COMMITTED', async () => {
    await query('UPDATE customers SET is_open = false');
    await query('DELETE FROM orders');
    return 'closed';
  });

const closedLater: RacedProgram = {
  name: 'an order relies on its foreign key, which does not ask whether the customer is open',
  needs: 'a foreign key',
  shortest: { schedules: 6, steps: 6 },
  tables: customers('NO ACTION'),
  rows: 'INSERT INTO customers VALUES (1)',
  acts: [...act('order', 'ann'), ...act('close', 'bob')],
  atOnce: 2,
  initial: { open: 1, orders: 0 },
  step(state, { type }) {
    if (type === 'order') {
      if (state['open'] === 0) return 'closed';
      state['orders'] = 1;
      return 'ordered';
    }
    [state['open'], state['orders']] = [0, 0];
    return 'closed';
  },
  view: `SELECT (SELECT count(*) FROM customers WHERE is_open)::int AS open, (SELECT count(*) FROM orders)::int AS orders`,
  faulty: { order: orderIfOpen(''), close: closeAccount },
  mended: { order: orderIfOpen('FOR SHARE'), close: closeAccount },
};

const doctors = {
  tables: 'CREATE TABLE doctors (name text PRIMARY KEY)',
  rows: `INSERT INTO doctors VALUES ('ann'), ('bob')`,
  acts: act('leave', 'ann', 'bob'),
  atOnce: 2,
  initial: { onCall: 2 },
  step(state: Record<string, number>): string {
    if ((state['onCall'] ?? 0) < 2) return 'alone';
    state['onCall'] = 1;
    return 'left';
  },
  view: 'SELECT count(*)::int AS "onCall" FROM doctors',
};
const leave = async (query: Query, actor: string): Promise<string> => {
  if ((await numberIn(query, 'SELECT count(*) FROM doctors')) < 2) return 'alone';
  await query('DELETE FROM doctors WHERE name = $1', [actor]);
  return 'left';
};
const leaveAt =
  (levelFor: (actor: string) => string): Work =>
  (query, actor) =>
    transaction(query, levelFor(actor), () => leave(query, actor));
const serializable = leaveAt(() => 'SERIALIZABLE');

const readBefore: RacedProgram = {
  name: 'a SERIALIZABLE transaction writes by what was read before it began',
  needs: 'SERIALIZABLE',
  shortest: { schedules: 6, steps: 6 },
  ...doctors,
  faulty: {
    async leave(query, actor) {
      if ((await numberIn(query, 'SELECT count(*) FROM doctors')) < 2) return 'alone';
      return transaction(query, 'SERIALIZABLE', async () => {
        await query('DELETE FROM doctors WHERE name = $1', [actor]);
        return 'left';
      });
    },
  },
  mended: { leave: serializable },
};

const mixed: RacedProgram = {
  name: 'one of two transactions is SERIALIZABLE, and the other is not',
  needs: 'SERIALIZABLE',
  shortest: { schedules: 6, steps: 6 },
  ...doctors,
  faulty: { leave: leaveAt((actor) => (actor === 'ann' ? 'SERIALIZABLE' : 'REPEATABLE READ')) },
  mended: { leave: serializable },
};

const receipts = (level: string): Readonly<Record<string, Work>> => ({
  pay: (query) =>
    transaction(query, level, async () => {
      const batch = await numberIn(query, 'SELECT batch FROM till');
      await query('INSERT INTO receipts VALUES ($1)', [batch]);
      return `batch ${batch}`;
    }),
  close: (query) =>
    transaction(query, level, async () => {
      await query('UPDATE till SET batch = batch + 1');
      return 'closed';
    }),
  report: (query) =>
    transaction(query, level, async () => {
      const batch = await numberIn(query, 'SELECT batch FROM till');
      return `${await numberIn(query, `SELECT count(*) FROM receipts WHERE batch = ${batch - 1}`)} before ${batch}`;
    }),
});

const reported: RacedProgram = {
  name: 'a report of the closed batch misses a receipt that is written to it later',
  needs: 'three sessions',
  shortest: { schedules: 52, steps: 8 },
  tables: 'CREATE TABLE till (batch int NOT NULL); CREATE TABLE receipts (batch int NOT NULL)',
  rows: 'INSERT INTO till VALUES (1)',
  acts: [...act('pay', 'ann'), ...act('close', 'bob'), ...act('report', 'cyd')],
  atOnce: 3,
  initial: { batch: 1, first: 0, second: 0 },
  step(state, { type }) {
    const { batch = 1, first = 0 } = state;
    if (type === 'report') return `${batch === 1 ? 0 : first} before ${batch}`;
    if (type === 'close') {
      state['batch'] = batch + 1;
      return 'closed';
    }
    state[batch === 1 ? 'first' : 'second'] = 1;
    return `batch ${batch}`;
  },
  view: `SELECT batch, (SELECT count(*) FROM receipts WHERE batch = 1)::int AS first,
    (SELECT count(*) FROM receipts WHERE batch = 2)::int AS second FROM till`,
  faulty: receipts('REPEATABLE READ'),
  mended: receipts('SERIALIZABLE'),
};

const bookOne =
  (lock: string): Work =>
  (query) =>
    transaction(query, 'READ COMMITTED', async () => {
      await query(`SELECT sold FROM shows ${lock}`);
      if ((await numberIn(query, 'SELECT count(*) FROM seats')) === 2) return 'full';
      await query('INSERT INTO seats DEFAULT VALUES');
      return 'booked';
    });

const threeGuests: RacedProgram = {
  name: 'two seats are counted without a lock, and three guests book them',
  needs: 'three sessions',
  shortest: { schedules: 84, steps: 12 },
  tables: seats,
  rows: 'INSERT INTO shows VALUES (0)',
  acts: act('book', 'ann', 'bob', 'cyd'),
  atOnce: 3,
  initial: { seats: 0 },
  step(state) {
    if (state['seats'] === 2) return 'full';
    state['seats'] = (state['seats'] ?? 0) + 1;
    return 'booked';
  },
  view: 'SELECT count(*)::int AS seats FROM seats',
  faulty: { book: bookOne('') },
  mended: { book: bookOne('FOR UPDATE') },
};

const orderAndMail = {
  tables: 'CREATE TABLE orders (id int); CREATE TABLE mails (id int)',
  rows: 'SELECT 1',
  acts: act('order', 'ann', 'bob'),
  atOnce: 2,
  isCut: true,
  initial: { orders: 0, mails: 0 },
  step(state: Record<string, number>): string {
    state['orders'] = state['mails'] = (state['orders'] ?? 0) + 1;
    return 'ordered';
  },
  view: 'SELECT (SELECT count(*) FROM orders)::int AS orders, (SELECT count(*) FROM mails)::int AS mails',
};
const both = async (query: Query): Promise<string> => {
  await query('INSERT INTO orders VALUES (1)');
  await query('INSERT INTO mails VALUES (1)');
  return 'ordered';
};

const mailLost: RacedProgram = {
  name: 'an order is committed before its mail is written',
  needs: 'a cut',
  shortest: { schedules: 33, steps: 6 },
  ...orderAndMail,
  faulty: { order: both },
  mended: { order: (query) => transaction(query, 'READ COMMITTED', () => both(query)) },
};

const lockedForGood: RacedProgram = {
  name: 'a lock is a row, which stays where its holder is cut off',
  needs: 'a cut',
  shortest: { schedules: 33, steps: 4 },
  tables: 'CREATE TABLE work (id int PRIMARY KEY, is_locked boolean NOT NULL, done int NOT NULL)',
  rows: 'INSERT INTO work VALUES (1, false, 0)',
  acts: act('work', 'ann', 'bob'),
  atOnce: 2,
  isCut: true,
  initial: { done: 0 },
  step(state) {
    state['done'] = (state['done'] ?? 0) + 1;
    return 'done';
  },
  view: 'SELECT done FROM work',
  whileOverlapping: 'busy',
  faulty: {
    async work(query) {
      if ((await lines(query, 'UPDATE work SET is_locked = true WHERE NOT is_locked')) === 0) return 'busy';
      await query('UPDATE work SET done = done + 1, is_locked = false');
      return 'done';
    },
  },
  mended: {
    work: (query) =>
      transaction(query, 'READ COMMITTED', async () => {
        if ((await lines(query, 'SELECT 1 FROM work FOR UPDATE SKIP LOCKED')) === 0) return 'busy';
        await query('UPDATE work SET done = done + 1');
        return 'done';
      }),
  },
};

/** Each needs a search that has more than the first races had. */
export const racedPrograms: readonly RacedProgram[] = [
  counted,
  numbered,
  cascaded,
  closedLater,
  readBefore,
  mixed,
  reported,
  threeGuests,
  mailLost,
  lockedForGood,
];
