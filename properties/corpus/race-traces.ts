import type { RaceTrace } from '../../src/corpus/race-trace.ts';

/** A race in which two guests book the last seat. */
export function aRaceTrace(changes: Partial<RaceTrace> = {}): RaceTrace {
  const statement = (actor: string, text: string, rest: object = {}) => ({
    actor,
    kind: 'statement' as const,
    statement: text,
    answer: 'SELECT 1',
    woken: [],
    waits: [],
    settled: [],
    ...rest,
  });
  return {
    version: 5,
    subject: 'show',
    system: 'app',
    policies: { lock: false },
    scope: { guests: 2 },
    before: [{ type: 'open' }],
    atOnce: [book('ann'), book('bob')],
    moves: [
      statement('ann', 'SELECT count(*) FROM seats'),
      statement('bob', 'SELECT count(*) FROM seats FOR UPDATE', {
        answer: null,
        waits: [{ actor: 'bob', for: ['ann'] }],
      }),
      {
        ...statement('ann', 'INSERT INTO seats', { answer: 'INSERT 0 1', woken: ['bob'], settled: ['ann'] }),
        kind: 'commit',
      },
      { actor: 'bob', kind: 'call', command: 'book', settled: ['bob'] },
    ],
    outcomes: [
      { actor: 'ann', outcome: { type: 'booked' } },
      { actor: 'bob', thrown: 'Error: deadlock detected' },
    ],
    recovery: [{ command: { type: 'sweep' }, outcome: { type: 'swept' } }],
    view: { guests: ['ann', 'bob'] },
    preemptions: 1,
    violation: { kind: 'notLinearizable', details: 'no order of the commands has these outcomes' },
    certificate: { kind: 'minimal', races: 3, schedules: 12, preemptions: 1 },
    foundBy: { who: 'faultbook race', seed: 7 },
    ...changes,
  };
}

export function book(guest: string): RaceTrace['atOnce'][number] {
  const command = { type: 'book', guest };
  return { actor: guest, commands: [command] };
}
