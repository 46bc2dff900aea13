import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Race } from '../../src/kernel/race.ts';
import type { Stage, StageMove } from '../../src/kernel/stage.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import { runRace } from '../../src/race/run-race.ts';
import type { Go, Went } from './go.ts';
import { goWith } from './go.ts';
import { idleStage } from './idle-stage.ts';

const raceOf = (...actors: readonly string[]): Race<Go> => ({
  before: [],
  atOnce: actors.map((actor) => ({ actor, commands: [{ type: 'go', actor }] })),
});
const begin: Stage['begin'] = async (_, call) => {
  call().catch(() => undefined);
  await turn();
};

/** A call that waits for what no stage sees, and the stage that lets it go on at the end. */
async function endAtLast(end: (settle: { resolve(went: Went): void; reject(error: Error): void }) => void): Promise<{
  readonly hanging: readonly string[];
  readonly lines: readonly string[];
}> {
  const { promise, resolve, reject } = Promise.withResolvers<Went>();
  const letPass = async (): Promise<void> => {
    end({ resolve, reject });
    await turn();
  };
  const stage: Stage = { ...idleStage, begin, letPass };
  const { hanging, faults } = await runRace({ setup: goWith(() => promise), stage }, raceOf('a'), []);
  return { hanging, lines: faults.map(({ line }) => line) };
}

test('a run in which a call goes on without a statement does not count', async () => {
  expect(await endAtLast(({ resolve }) => resolve({ type: 'went' }))).toEqual({
    hanging: [],
    lines: ['a went on by itself: it waited for what is no statement, such as the answer of another service'],
  });
});

test('a call that does not end, or ends with an error after a while, hangs', async () => {
  expect(await endAtLast(() => undefined)).toEqual({ hanging: ['a'], lines: [] });
  expect(await endAtLast(({ reject }) => reject(new Error('time-out')))).toEqual({ hanging: ['a'], lines: [] });
});

const moveOf = (actor: string): StageMove => ({ actor, kind: 'statement', statement: 'SELECT 1' });

test('a run in which an actor sends statements without end stops and does not count', async () => {
  const stage: Stage = {
    ...idleStage,
    begin,
    moves: () => [moveOf('a')],
    release: async () => ({ ...moveOf('a'), answer: 'SELECT 1', woken: [] }),
  };
  const { faults, steps } = await runRace(
    { setup: goWith(() => new Promise(() => undefined)), stage },
    raceOf('a'),
    [],
  );
  expect(steps).toHaveLength(500);
  expect(faults).toMatchObject([{ line: 'a goes on after 500 moves: an actor tries again and again' }]);
});

test('a run in which other actors can go on than was planned does not count', async () => {
  let runs = 0;
  const left = new Map<string, number>();
  const stage: Stage = {
    ...idleStage,
    // Two runs warm up, and the third is the first of the schedules: later ones have a statement less.
    begin: async (actor) => void left.set(actor, runs > 3 ? 1 : 2),
    hold() {
      runs += 1;
      left.clear();
    },
    moves: () => [...left].filter(([, count]) => count > 0).map(([actor]) => moveOf(actor)),
    async release(actor) {
      left.set(actor, (left.get(actor) ?? 0) - 1);
      return { ...moveOf(actor), answer: 'SELECT 1', woken: [] };
    },
  };
  const strayed: (string | null)[] = [];
  const setup = goWith(() => new Promise(() => undefined));
  for await (const schedule of exploreRace({ setup, stage }, raceOf('a', 'b'), 1)) strayed.push(schedule.strayed);
  expect(strayed).toContain('b could go on at move 2, and not a, b');
});
