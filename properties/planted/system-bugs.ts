import { apartBugs } from './authority/apart.ts';
import { coordinatorBugs } from './authority/coordinator.ts';
import { serverBugs } from './authority/servers.ts';
import { callBugs } from './booking/calls.ts';
import { bookingRaceBugs, bookingServerBugs } from './booking/server.ts';
import { bookingStoreBugs } from './booking/store.ts';
import { intakeBugs } from './queue/intake.ts';
import { leaseBugs } from './queue/leases.ts';
import { queueRaceBugs, queueServerBugs } from './queue/postgres.ts';
import { workBugs } from './queue/work.ts';
import type { SystemBug } from './system-bug.ts';

/** Every bug that people make, planted in a real system, by subject. */
export const systemBugs: readonly SystemBug[] = [
  ...leaseBugs,
  ...workBugs,
  ...intakeBugs,
  ...queueServerBugs,
  ...queueRaceBugs,
  ...callBugs,
  ...bookingStoreBugs,
  ...bookingServerBugs,
  ...bookingRaceBugs,
  ...coordinatorBugs,
  ...serverBugs,
  ...apartBugs,
];
