import { expect, test } from 'vitest';
import { replayRace } from '../../src/race/replay-race.ts';
import { foundInShow } from './found-in-show.ts';
import { toyShow } from './toy-show.ts';

const trace = await foundInShow(toyShow);

test('a trace has the moves, the waits and the outcomes of its race', () => {
  expect(trace.moves.map((move) => `${move.actor} ${move.kind === 'call' ? '' : move.statement}`)).toEqual([
    'ann SELECT count(*) FROM seats',
    'bob SELECT count(*) FROM seats',
    "bob INSERT INTO seats VALUES ('x')",
    'bob COMMIT',
    "ann INSERT INTO seats VALUES ('x')",
    'ann COMMIT',
  ]);
  expect(trace.outcomes).toEqual(['bob', 'ann'].map((actor) => ({ actor, outcome: { type: 'booked' } })));
  expect(trace.view).toEqual({ isOpen: true, looks: 0, guests: ['bob', 'ann'] });
});

test('a race is reproduced in the schedule of its trace', async () => {
  const { verdict, parted, run } = await replayRace(toyShow, trace);
  expect({ verdict, parted }).toEqual({ verdict: 'reproduced', parted: null });
  expect(run.run.steps).toEqual(trace.moves);
});

test('a race is reproduced by a program that sends a statement more, which is reported', async () => {
  const { verdict, parted } = await replayRace(toyShow, trace, { system: 'later' });
  expect(verdict).toBe('reproduced');
  expect(parted).toBe('ann sends SELECT now() at move 1, and not SELECT count(*) FROM seats');
});

test('a right race in a schedule that cannot be followed has strayed', async () => {
  const { verdict, parted, found } = await replayRace(toyShow, trace, { system: 'mended' });
  expect({ verdict, found }).toEqual({ verdict: 'strayed', found: null });
  expect(parted).toBe('ann sends SELECT count(*) FROM seats FOR UPDATE at move 1, and not SELECT count(*) FROM seats');
});

test('a right race in the whole schedule is gone', async () => {
  const inTurn = ['ann', 'bob'].flatMap((actor) => trace.moves.filter((move) => move.actor === actor));
  const moves = inTurn.filter((move) => move.actor === 'ann' || move.kind === 'call' || !/INSERT/.test(move.statement));
  const { verdict, parted } = await replayRace(toyShow, { ...trace, moves });
  expect({ verdict, parted }).toEqual({ verdict: 'gone', parted: null });
});

test('a violation of another kind than that of the trace is reported as such', async () => {
  const other = { ...trace, violation: { kind: 'hangs' as const, details: '' } };
  expect((await replayRace(toyShow, other)).verdict).toBe('other');
});
