import type { RaceScenario } from '../../src/index.ts';

export const scenario: RaceScenario = {
  id: 'FM_107',
  title: 'Phantom',
  subject: 'booking-patterns',
  subjectFile: '../../src/lab/isolation-matrix/booking/pattern-subject.ts#bookingPatterns',
  system: 'lock the bookings',
  without: ['snapshot', 'serializable'],
  scope: {},
  before: [],
  atOnce: [
    { actor: 'c1', commands: [{ type: 'book', client: 'c1' }] },
    { actor: 'c2', commands: [{ type: 'book', client: 'c2' }] },
  ],
  violation: 'notLinearizable',
  prevention: { by: 'policy', preemptions: 1 },
  foundBy: 'faultbook race',
};
