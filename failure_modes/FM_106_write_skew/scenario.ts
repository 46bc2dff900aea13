import type { RaceScenario } from '../../src/index.ts';

export const scenario: RaceScenario = {
  id: 'FM_106',
  title: 'Write skew under snapshot isolation',
  subject: 'booking-patterns',
  subjectFile: '../../src/lab/isolation-matrix/booking/pattern-subject.ts#bookingPatterns',
  system: 'check then insert',
  without: ['serializable'],
  scope: {},
  before: [],
  atOnce: [
    { actor: 'c1', commands: [{ type: 'book', client: 'c1' }] },
    { actor: 'c2', commands: [{ type: 'book', client: 'c2' }] },
  ],
  violation: 'notLinearizable',
  prevention: { by: 'policy', preemptions: 2 },
  foundBy: 'faultbook race',
};
