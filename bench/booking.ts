import { parseArgs } from 'node:util';
import type { BookingPolicies } from '../src/alphabets/booking.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import type { Wish } from '../src/real/booking/commands.ts';
import type { BookingStore } from '../src/real/booking/ports.ts';
import { bookingSchemaOf } from '../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../src/real/booking/postgres/store.ts';
import type { BookingUseCase } from '../src/real/booking/use-case.ts';
import { createUseCase } from '../src/real/booking/use-case.ts';
import { createManualClock } from '../src/real/clock.ts';
import { openPostgres } from '../src/real/database/postgres-schemas.ts';
import { createFailpoints } from '../src/real/failpoints.ts';
import { table } from '../src/report/table.ts';
import { booking } from '../src/subjects/booking/subject.ts';

/**
 * Booking under load: so many clients, each over a connection of its own, book one unit at a time, as fast as they are
 * answered, of one resource, and then of a thousand. Afterwards the whole table is held to the invariants: where it
 * breaks one, the exit code is 1. A client repeats nothing: whatever it is told is an outcome, and the next call is another.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    clients: { type: 'string', default: '64' },
  },
});
const seconds = Number(values.seconds);
const clients = Number(values.clients);
if (!(seconds > 0) || !(clients >= 1)) {
  console.error('bench/booking: --seconds and --clients have to be numbers above 0');
  process.exit(2);
}

/** A client keeps this many of its bookings, and then gives one back for each that it makes: resources fill up, and stay so. */
const keeps = 4;
const policies = allPolicies(booking) as BookingPolicies;

const loads = [
  { says: 'one resource of 200 units', resources: 1, capacity: 200 },
  { says: 'a thousand of 3', resources: 1000, capacity: 3 },
];

interface Totals {
  calls: number;
  readonly outcomes: Map<string, number>;
}

let isBroken = false;
const rows: string[][] = [];
for (const { says, resources, capacity } of loads) {
  const database = await openPostgres(`${bookingSchemaOf(policies)} -- bench`);
  const surroundings = { policies, clock: createManualClock(), failpoints: createFailpoints() };
  const store = openPostgresBookingStore(database)(surroundings);
  for (let index = 0; index < resources; index += 1) await store.addResource(`r${index}`, capacity);
  const totals: Totals = { calls: 0, outcomes: new Map() };
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1000;
  const all = Array.from({ length: clients }, (_, index) =>
    work(store, { name: `c${index}`, index, resources, untilMs, totals }),
  );
  await Promise.all(all);
  const tookSeconds = (performance.now() - startedMs) / 1000;
  const broken = await brokenIn(store, totals);
  await store.close();
  isBroken ||= broken.some(({ count }) => count > 0);
  rows.push([
    says,
    Math.round((totals.outcomes.get('CONFIRMED') ?? 0) / tookSeconds).toLocaleString('en'),
    Math.round(totals.calls / tookSeconds).toLocaleString('en'),
    [...totals.outcomes]
      .toSorted(([, one], [, other]) => other - one)
      .map(([outcome, count]) => `${outcome} ${((100 * count) / totals.calls).toFixed(1)} %`)
      .join(', '),
    broken.map(({ what, count }) => `${count} ${what}`).join(', '),
  ]);
}
for (const line of table(['of', 'bookings/s', 'calls/s', 'outcomes', 'afterwards'], rows)) console.log(line);
process.exitCode = isBroken ? 1 : 0;

interface Load {
  readonly name: string;
  readonly index: number;
  readonly resources: number;
  readonly untilMs: number;
  readonly totals: Totals;
}

/** Calls one after the other until the time is up. Which resource is next is reckoned, not drawn. */
async function work(store: BookingStore, { name, index, resources, untilMs, totals }: Load): Promise<void> {
  const repository = await store.connect(name);
  const useCase = createUseCase(repository, policies);
  const kept: number[] = [];
  for (let request = 1; performance.now() < untilMs; request += 1) {
    const resource = `r${(index * 7919 + request * 104_729) % resources}`;
    const outcome = await call(useCase, { client: name, request, resource, units: 1, isHold: false });
    totals.calls += 1;
    totals.outcomes.set(outcome.says, (totals.outcomes.get(outcome.says) ?? 0) + 1);
    if (outcome.booking !== null) kept.push(outcome.booking);
    if (kept.length > keeps)
      await useCase.cancel(kept[0] ?? 0).then(({ type }) => type === 'cancelled' && kept.shift());
  }
  await repository.close();
}

/** One call of the use case, in its three steps. */
async function call(useCase: BookingUseCase, wish: Wish): Promise<{ says: string; booking: number | null }> {
  const read = await useCase.read(wish);
  if (read.type === 'failed') return { says: `FAILED: ${read.cause}`, booking: null };
  if (read.type !== 'read') throw new Error(`a new request was answered ${read.type}`);
  const decision = useCase.decide(read, wish);
  if (decision.type === 'rejected') return { says: 'REJECTED', booking: null };
  const written = await useCase.persist({ wish, on: read });
  if (written.type === 'failed') return { says: `FAILED: ${written.cause}`, booking: null };
  if (written.type === 'rejected') return { says: 'REJECTED by the constraint', booking: null };
  return { says: 'CONFIRMED', booking: written.booking };
}

/** In how many places the table breaks what holds always, and whether it has what the clients were told that they have. */
async function brokenIn(store: BookingStore, totals: Totals): Promise<{ what: string; count: number }[]> {
  const { resources, bookings } = await store.readTables();
  const booked = new Map<string, number>();
  const writes = new Map<string, number>();
  const keys = new Set<string>();
  for (const { resource, client, request, units, status } of bookings) {
    keys.add(`${client} ${request}`);
    writes.set(resource, (writes.get(resource) ?? 0) + (status === 'cancelled' ? 2 : 1));
    if (status !== 'cancelled') booked.set(resource, (booked.get(resource) ?? 0) + units);
  }
  const all = Object.entries(resources);
  const count = (breaks: (name: string, resource: (typeof resources)[string]) => boolean): number =>
    all.filter(([name, resource]) => breaks(name, resource)).length;
  // Whoever lost the connection may have booked without being told.
  const unreported = bookings.length - (totals.outcomes.get('CONFIRMED') ?? 0);
  const open = totals.outcomes.get('FAILED: connectionLost') ?? 0;
  return [
    { what: 'overbooked', count: count((name, { capacity }) => (booked.get(name) ?? 0) > capacity) },
    {
      what: 'that do not add up',
      count: count((name, { capacity, free }) => (booked.get(name) ?? 0) + free !== capacity),
    },
    { what: 'with a write unversioned', count: count((name, { version }) => (writes.get(name) ?? 0) !== version) },
    { what: 'booked twice', count: bookings.length - keys.size },
    { what: 'reported otherwise', count: Math.max(0, -unreported, unreported - open) },
  ];
}
