import type { BookingSubject } from './subject-type.ts';

/** Coverage goals of booking, with the least share of runs by scope. */
export const bookingGoals: BookingSubject['coverageGoals'] = [
  {
    name: 'a booking is confirmed',
    share: { small: 0.3, boundaries: 0.3, medium: 0.3, large: 0.3 },
    isReachedBy: ({ command, outcome }) => command.type !== 'read' && outcome.type === 'confirmed',
  },
  {
    name: 'a request is rejected for want of room',
    share: { small: 0.1, boundaries: 0.1, medium: 0.1, large: 0.1 },
    isReachedBy: ({ outcome }) => outcome.type === 'rejected',
  },
  {
    name: 'a call fails with a conflict',
    share: { small: 0.1, boundaries: 0.1, medium: 0.1, large: 0.1 },
    isReachedBy: ({ outcome }) => outcome.type === 'failed' && outcome.cause === 'conflict',
  },
  {
    name: 'a repeated request learns that it has booked',
    share: { small: 0.005, medium: 0.01, large: 0.01 },
    isReachedBy: ({ command, outcome }) => command.type === 'read' && 'booking' in outcome,
  },
  {
    name: 'a hold expires',
    share: { small: 0.02, boundaries: 0.02, medium: 0.02, large: 0.02 },
    isReachedBy: ({ outcome }) => outcome.type === 'expired',
  },
  {
    name: 'a hold that is not over is asked to end',
    share: { boundaries: 0.1 },
    isReachedBy: ({ outcome }) => outcome.type === 'notDue',
  },
];
