import { assertFits } from '../../kernel/configuration.ts';
import { openBookingModel } from '../../model/booking/cut.ts';
import { bookingModel } from '../../model/booking/model.ts';
import { usualBookingTerms } from '../../model/booking/rules.ts';
import { onServer } from '../server.ts';
import { cutBooking } from './cut-system.ts';
import { bookingGoals } from './goals.ts';
import { bookingNarration } from './narration.ts';
import { bookingManualRuns, bookingOutcomes } from './outcomes.ts';
import { bookingPolicies } from './policies.ts';
import { bookingNamedRuns } from './scenarios.ts';
import { bookingScopes } from './scopes.ts';
import { leavesBookingOpen, struckBookingCommand } from './struck.ts';
import type { BookingSubject } from './subject-type.ts';
import { bookingNaming, openBooking, openBookingInProcesses } from './systems.ts';
import { bookingUseCases } from './use-cases.ts';

/** Independent clients book units of a resource: never more units than exist, and every failure is returned. */
export const booking: BookingSubject = {
  name: 'booking',
  policies: bookingPolicies,
  scopes: bookingScopes,
  defaultScope: 'medium',
  terms: usualBookingTerms,
  struck: struckBookingCommand,
  leavesOpen: leavesBookingOpen,
  stressScope: (clients) => ({ clients, resources: Math.max(2, clients), units: 2, requests: 100, faults: 0 }),
  model(policies, scope, terms) {
    assertFits(booking, { policies, scope });
    return terms?.cuts === true ? openBookingModel(policies, scope, terms) : bookingModel(policies, scope, terms);
  },
  systems: Object.entries(openBooking).map(([name, open]) =>
    onServer({
      name,
      concurrent: bookingNaming,
      switchable: 'all',
      open: ({ policies, scope, overlap, from }) => open(policies, scope, overlap, from),
    }),
  ),
  optionalSystems: [
    cutBooking,
    {
      name: 'processes',
      concurrent: bookingNaming,
      switchable: 'all',
      open: ({ policies, scope }) => openBookingInProcesses(policies, scope),
    },
  ],
  outcomes: bookingOutcomes,
  manualRuns: bookingManualRuns,
  namedRuns: bookingNamedRuns,
  missing: 0.1,
  generation: {
    weights: { read: 10, decide: 12, persist: 12, confirm: 2, cancel: 3, expireHold: 6, crash: 1, restart: 6, tick: 2 },
    faultRate: 0.15,
  },
  coverageGoals: bookingGoals,
  narration: bookingNarration,
  useCases: bookingUseCases,
};
