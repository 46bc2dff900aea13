import { expect, test } from 'vitest';
import { parseRaceTrace } from '../../src/corpus/any-trace.ts';
import { mismatchesOfRace } from '../../src/corpus/fits.ts';
import { raceTraceText } from '../../src/corpus/race-trace.ts';
import { replayRace } from '../../src/race/replay-race.ts';
import { foundInShow } from './found-in-show.ts';
import { keepingDispenser } from './toy-dispenser.ts';

test('a race is found by the second way to recover, and its trace names the way', async () => {
  const trace = await foundInShow(keepingDispenser);
  expect(trace.violation).toMatchObject({ kind: 'recovery', promise: 'shownOut' });
  expect(trace.way).toBe('clients give back');
  expect(parseRaceTrace(raceTraceText(trace), 'x')).toEqual(trace);
});

test('a replay goes the way of the trace, and the first where none is named', async () => {
  const { way, ...unnamed } = await foundInShow(keepingDispenser);
  const replayed = await replayRace(keepingDispenser, { ...unnamed, ...(way !== undefined && { way }) });
  expect(replayed).toMatchObject({ verdict: 'reproduced', run: { way: 'clients give back' } });
  expect(await replayRace(keepingDispenser, unnamed)).toMatchObject({ verdict: 'gone' });
});

test('a trace with a way that the contract does not have does not fit', async () => {
  const trace = await foundInShow(keepingDispenser);
  expect(mismatchesOfRace(keepingDispenser, trace)).toEqual([]);
  expect(mismatchesOfRace(keepingDispenser, { ...trace, way: 'clients wait' })).toEqual([
    "keeping-dispenser has no way to recover 'clients wait'; it has clients go, clients give back",
  ]);
});
