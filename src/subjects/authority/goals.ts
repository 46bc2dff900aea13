import type { AuthoritySubject } from './subject-type.ts';

/** Coverage goals of authority, with the least share of runs by scope. */
export const authorityGoals: AuthoritySubject['coverageGoals'] = [
  {
    name: 'a player changes servers',
    share: {
      small: 0.2,
      overlap: 0.2,
      crowd: 0.2,
      rush: 0.2,
      members: 0.2,
      boundaries: 0.2,
      majority: 0.2,
      medium: 0.3,
      large: 0.3,
    },
    isReachedBy: ({ outcome }) => outcome.type === 'granted',
  },
  {
    name: 'a transfer is rolled back',
    share: {
      small: 0.1,
      overlap: 0.05,
      crowd: 0.1,
      rush: 0.1,
      members: 0.1,
      boundaries: 0.01,
      medium: 0.1,
      large: 0.05,
    },
    isReachedBy: ({ before, outcome, after }) =>
      outcome.type !== 'granted' &&
      Object.entries(before.players).some(
        ([name, { transfer, token }]) =>
          transfer !== null && after.players[name]?.transfer === null && after.players[name].token === token,
      ),
  },
  {
    name: 'a player goes to another server since its own is gone',
    share: { small: 0.02, medium: 0.02, large: 0.004 },
    isReachedBy: ({ before, command, after }) =>
      command.type === 'tick' &&
      Object.entries(before.players).some(([name, { server }]) => after.players[name]?.server !== server),
  },
  {
    name: 'a stale write is refused',
    share: { small: 0.001, overlap: 0.001, medium: 0.005, large: 0.002 },
    isReachedBy: ({ outcome }) => outcome.type === 'stale',
  },
  {
    name: 'a second pick-up of an item is refused',
    share: { overlap: 0.001, medium: 0.001 },
    isReachedBy: ({ outcome }) => outcome.type === 'alreadyTaken',
  },
  {
    name: 'a hidden replica of an item is shown again',
    share: { overlap: 0.05, medium: 0.05, large: 0.05 },
    isReachedBy: ({ before, command, after }) =>
      command.type === 'tick' &&
      Object.entries(before.servers).some(([name, { hidden }]) =>
        hidden.some((item) => after.servers[name]?.hidden.includes(item) === false),
      ),
  },
  {
    name: 'a transfer above the limit is refused',
    share: { crowd: 0.01, medium: 0.1, large: 0.05 },
    isReachedBy: ({ outcome }) => outcome.type === 'queueFull',
  },
  {
    name: 'a transfer is throttled',
    share: { rush: 0.002, large: 0.02 },
    isReachedBy: ({ outcome }) => outcome.type === 'throttled',
  },
  {
    name: 'a player changes servers while a member is out of reach',
    share: { members: 0.02, majority: 0.02 },
    isReachedBy: ({ before, outcome }) =>
      outcome.type === 'granted' && Object.values(before.members).some(({ isReachable }) => !isReachable),
  },
  {
    name: 'a grant is refused, since no majority is in reach',
    share: { members: 0.001, majority: 0.001 },
    isReachedBy: ({ before, command, outcome }) =>
      command.type === 'deliver' &&
      outcome.type === 'unreachable' &&
      Object.values(before.members).some(({ isReachable }) => !isReachable),
  },
  {
    name: 'a server is refused after the end of its lease',
    share: { boundaries: 0.0005 },
    isReachedBy: ({ outcome }) => outcome.type === 'leaseOver',
  },
];
