import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RaceStep } from '../../src/kernel/race.ts';
import type { RaceToRender } from '../../src/report/race.ts';
import { formatRaceCertificate, renderRace } from '../../src/report/race.ts';
import { renderReplayedRace } from '../../src/report/replayed-race.ts';

type Book = { readonly type: string };

const words = { format: ({ type }: Book) => type, answer: (outcome: unknown) => (outcome as Book).type };

/** A move: its actor, its statement, its answer, and what came of it for the sessions. */
function move(
  actor: string,
  statement: string,
  answer: string | null = 'SELECT 1',
  { for: holders = [], woken = [], settled = [] }: { for?: string[]; woken?: string[]; settled?: string[] } = {},
): RaceStep {
  const waits = holders.length === 0 ? [] : [{ actor, for: holders }];
  return { actor, kind: statement === 'COMMIT' ? 'commit' : 'statement', statement, answer, woken, waits, settled };
}

const lockFree =
  'SELECT id FROM jobs WHERE status = $1 AND NOT EXISTS (SELECT 1 FROM leases WHERE job = jobs.id) LIMIT 1 FOR UPDATE SKIP LOCKED';

const two: RaceToRender<Book> = {
  before: [{ type: 'submit j1' }, { type: 'lease' }],
  atOnce: [
    { actor: 'w1', commands: [{ type: 'commit' }] },
    { actor: 'w2', commands: [{ type: 'lease' }] },
  ],
  moves: [
    move('w1', 'SELECT status, token FROM jobs WHERE id = $1'),
    move('w2', lockFree),
    move('w1', 'UPDATE jobs SET status = $2 WHERE id = $1', null, { for: ['w2'] }),
    move('w2', 'COMMIT', 'COMMIT', { woken: ['w1'], settled: ['w2'] }),
    move('w1', 'COMMIT', 'COMMIT', { settled: ['w1'] }),
  ],
  outcomes: [
    { actor: 'w2', outcome: { type: 'leased' } },
    { actor: 'w1', outcome: { type: 'committed' } },
  ],
  view: { jobs: { j1: 'running' } },
  recovery: [],
  preemptions: 1,
  violation: { kind: 'notLinearizable', details: 'no order of the commands' },
  certificate: { kind: 'minimal', races: 12, schedules: 1_234, preemptions: 1 },
};

const three: RaceToRender<Book> = {
  ...two,
  before: [],
  atOnce: ['ann', 'bob', 'cyd'].map((actor) => ({ actor, commands: [{ type: 'book' }] })),
  moves: [
    move('cyd', 'SELECT id FROM shows FOR UPDATE'),
    move('bob', 'SELECT now()'),
    move('ann', 'SELECT id FROM shows FOR UPDATE', null, { for: ['cyd'] }),
    move('bob', 'SELECT seat FROM seats', 'ERROR 57P01', { settled: ['bob'] }),
    move('cyd', 'COMMIT', 'COMMIT', { woken: ['ann'], settled: ['cyd', 'ann'] }),
  ],
  outcomes: [
    { actor: 'ann', outcome: { type: 'full' } },
    { actor: 'bob', thrown: 'Error: the pool is closed' },
    { actor: 'cyd', outcome: { type: 'booked' } },
  ],
};

const plain = (lines: readonly string[]): string => `\n${lines.map(stripVTControlCharacters).join('\n')}\n`;

describe('a race as a timeline', () => {
  test('has a lane for each of two sessions, and arrows for waits and wakes', () => {
    expect(plain(renderRace(two, words))).toMatchInlineSnapshot(`
      "
      first: submit j1; lease
      then at once: w1: commit   w2: lease
      5 moves, 1 preemption:

          w1                                     w2
          ┌ commit
       1  │ SELECT status, token FROM jobs
          │ WHERE id = $1 → SELECT 1
          ┊ interrupted
          ┊                                      ┌ lease
       2  ┊                                      │ SELECT id FROM jobs WHERE status =
          ┊                                      │ $1 AND NOT EXISTS (…) LIMIT 1 FOR
          ┊                                      │ UPDATE SKIP LOCKED → SELECT 1
          ┊                                      ┊ interrupted
       3  │ UPDATE jobs SET status = $2 WHERE    ┊
          │ id = $1                              ┊
          ▒ waits for w2 ───────────────────────►┊
       4  ▒                                      │ COMMIT → COMMIT
          ▒◄─────────────────────────────────────│ wakes w1
          │                                      └ leased
       5  │ COMMIT → COMMIT
          └ committed

      w1  commit → committed
      w2  lease → leased
      in the end: {jobs: {j1: running}}
      "
    `);
  });

  test('has a lane for each of three sessions; an arrow crosses the lane between', () => {
    expect(plain(renderRace(three, words))).toMatchInlineSnapshot(`
      "
      first: from the start
      then at once: ann: book   bob: book   cyd: book
      5 moves, 1 preemption:

          ann                       bob                       cyd
                                                              ┌ book
       1                                                      │ SELECT id FROM shows
                                                              │ FOR UPDATE → SELECT 1
                                                              ┊ interrupted
                                    ┌ book                    ┊
       2                            │ SELECT now() → SELECT   ┊
                                    │ 1                       ┊
                                    ┊ interrupted             ┊
          ┌ book                    ┊                         ┊
       3  │ SELECT id FROM shows    ┊                         ┊
          │ FOR UPDATE              ┊                         ┊
          ▒ waits for cyd ──────────┼────────────────────────►┊
       4  ▒                         │ SELECT seat FROM seats  ┊
          ▒                         │ → ERROR 57P01           ┊
          ▒                         │ throws Error: the pool  ┊
          ▒                         └ is closed               ┊
       5  ▒                                                   │ COMMIT → COMMIT
          ▒◄──────────────────────────────────────────────────│ wakes ann
          │                                                   └ booked
          └ full

      ann  book → full
      bob  book → throws Error: the pool is closed
      cyd  book → booked
      in the end: {jobs: {j1: running}}
      "
    `);
  });

  test('fits 80 columns', () => {
    const wide = { ...two, moves: [...two.moves, move('w1', `SELECT '${'x'.repeat(200)}' FROM jobs`)] };
    for (const race of [two, three, wide])
      for (const line of renderRace(race, words)) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(80);
  });

  test('a command without an answer is named as such', () => {
    const [moved] = two.moves;
    const hanging = { ...two, moves: moved === undefined ? [] : [moved], outcomes: [] };
    expect(plain(renderRace(hanging, words))).toContain('\nw1  commit → no answer\n');
  });
});

describe('the certificate of a race', () => {
  test('says which smaller races were run', () => {
    expect(formatRaceCertificate(two)).toBe(
      'minimal: none of 12 smaller races is wrong with at most 1 preemption, and with fewer preemptions this one is right (1,234 schedules)',
    );
    expect(
      formatRaceCertificate({
        preemptions: 0,
        moves: [],
        certificate: { kind: 'minimal', races: 0, schedules: 0, preemptions: 2 },
      }),
    ).toBe('minimal: there is no smaller race (0 schedules)');
    const [first] = two.moves;
    expect(
      formatRaceCertificate({
        preemptions: 0,
        moves: first === undefined ? [] : [{ ...first, cut: 'after' }],
        certificate: { kind: 'minimal', races: 2, schedules: 9, preemptions: 1, cuts: 1 },
      }),
    ).toBe(
      'minimal: none of 2 smaller races is wrong with at most 1 preemption and 1 cut, and without a cut this one is right (9 schedules)',
    );
  });

  test('says why no more was shown', () => {
    expect(
      formatRaceCertificate({
        ...two,
        certificate: { kind: 'locally minimal', races: 1, schedules: 4, reason: 'why' },
      }),
    ).toBe('locally minimal: the smaller race is not wrong (4 schedules); why');
    expect(formatRaceCertificate({ ...two, certificate: null })).toBe('not minimised');
  });
});

test('a replay says where it left the schedule, and what became of the violation', () => {
  const race = { ...two, foundBy: { who: 'faultbook race' } };
  const ends = (verdict: 'reproduced' | 'other' | 'gone' | 'strayed', found: RaceToRender<Book>['violation'] | null) =>
    plain(renderReplayedRace({ verdict, parted: 'w2 sends X', race, found }, words).slice(-3));
  expect(ends('strayed', null)).toContain('it left the schedule: w2 sends X\ninconclusive: no violation, but');
  expect(ends('gone', null)).toContain('gone: notLinearizable no longer reproduces');
  expect(ends('reproduced', race.violation)).toContain('reproduced: notLinearizable: no order');
  expect(ends('other', { kind: 'hangs', details: 'w1' })).toContain('not notLinearizable, but hangs: w1');
});
