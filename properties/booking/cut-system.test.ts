import { expect, test } from 'vitest';
import type { BookingPolicies } from '../../src/alphabets/booking.ts';
import { check } from '../../src/check/check.ts';
import { driveSystem } from '../../src/check/drive-system.ts';
import { replay } from '../../src/check/replay.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../src/real/booking/postgres/store.ts';
import { openCutPostgres, withCuts } from '../../src/real/database/cut-postgres.ts';
import { cutBooking } from '../../src/subjects/booking/cut-system.ts';
import type { BookingSubject } from '../../src/subjects/booking/index.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { bookingWorldOf } from '../../src/subjects/booking/systems.ts';
import { hopes } from '../queue/by-proxy.ts';
import { scopeOf } from './worlds.ts';

const system = 'postgres-cut';
const policies = allPolicies(booking) as BookingPolicies;
const scope = scopeOf('small');
/** Connections are cut often, so that few runs suffice. */
const generation = { faultRate: 0.5, faultWeights: { cut: 20 } };

/** Booking with a driver that reports a `COMMIT` without an answer as a success. */
const planted: BookingSubject = {
  ...booking,
  optionalSystems: [
    {
      ...cutBooking,
      async open({ scope: own }) {
        const database = await openCutPostgres(bookingSchemaOf(policies));
        const connect: typeof database.connect = async () => hopes(await database.connect(), database.connect);
        const store = openPostgresBookingStore({ ...database, connect });
        return withCuts(await startBooking(store, policies, bookingWorldOf(own)), database);
      },
    },
  ],
};

test('a check of booking on connections that are cut finds no violation', async () => {
  const report = await check(booking, { system, policies, scope, runs: 40, length: 20, seed: 2, generation });
  expect(report).toMatchObject({ verdict: 'holds', runs: 40 });
  expect(report.faults['cut']).toBeGreaterThan(10);
  expect(report.outcomes['persist']).toHaveProperty('failed');
});

test('a driver of booking that is wrong about a lost COMMIT is found and shrunk', async () => {
  const least = { ...scope, clients: 1, units: 1 };
  const weights = { ...booking.generation.weights, cancel: 0, crash: 0 };
  const how = { runs: 300, length: 8, seed: 2, generation: { ...generation, weights, steerRate: 0 } };
  const report = await check(planted, { system, policies, scope: least, ...how });
  const { counterexample } = report;
  expect(counterexample?.violation).toMatchObject({ kind: 'divergence', side: 'system' });
  expect(counterexample?.commands).toEqual([
    { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: false },
    { type: 'decide', client: 'c1' },
    { type: 'persist', client: 'c1', fault: 'cut', at: 0 },
  ]);
  if (counterexample === null) return;
  const trace = traceOf(planted, counterexample);
  expect(await replay(planted, trace)).toMatchObject({ verdict: 'reproduced', disabledAt: null });
  expect(await replay(booking, trace)).toMatchObject({ verdict: 'gone' });
});

test('a drive of booking counts the endings of cuts that the system never chose', async () => {
  const least = { ...scope, clients: 1, units: 1 };
  const driven = await driveSystem(booking, { system, policies, scope: least, maxStates: 1_000 });
  expect(driven).toMatchObject({ states: 55, edges: 173, drivenEdges: 125, neverChosen: 48, isWhole: true });
  expect(driven).toMatchObject({ divergence: null });
});
