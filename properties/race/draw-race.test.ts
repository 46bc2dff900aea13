import * as fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { firstDisabled } from '../../src/kernel/interpreter.ts';
import type { Race } from '../../src/kernel/race.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { drawRace } from '../../src/race/draw-race.ts';
import { racingActorOf } from '../../src/race/race.ts';
import { queue as queueSubject } from '../../src/subjects/queue/subject.ts';
import { isOneOfItsRuns } from './runs-of-race.ts';

const queue = queueSubject as unknown as AnySubject;
const model = queue.model(allPolicies(queue), queue.scopes['small'] ?? {});
const sizes = { before: fc.nat(5), atOnce: fc.integer({ min: 2, max: 6 }) };

function draw(seed: number, before: number, atOnce: number, drawnNames: readonly string[] = []): Race | null {
  return drawRace(model, { before, atOnce, drawnNames }, xoroshiro128plus(seed));
}

test('a drawn race has as many commands as it should, of several actors, along a run', () => {
  fc.assert(
    fc.property(fc.integer(), sizes.before, sizes.atOnce, (seed, before, atOnce) => {
      const race = draw(seed, before, atOnce);
      expect(draw(seed, before, atOnce)).toEqual(race);
      fc.pre(race !== null);
      expect(race.before).toHaveLength(before);
      expect(race.atOnce.flatMap(({ commands }) => commands)).toHaveLength(atOnce);
      expect(race.atOnce.length).toBeGreaterThan(1);
      for (const { actor, commands } of race.atOnce)
        for (const command of commands) {
          expect(racingActorOf(model, command)).toBe(actor);
          expect(command.fault).toBeUndefined();
        }
      expect(firstDisabled(model, race.before)).toBeNull();
      expect(isOneOfItsRuns(model, race)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('no command of a drawn race has a name that the system draws during the race', () => {
  const races = Array.from({ length: 300 }, (_, seed) => draw(seed, 0, 3, ['job']));
  expect(races.filter((race) => race !== null).length).toBeGreaterThan(0);
  expect(JSON.stringify(races)).not.toContain('"job"');
  expect(JSON.stringify(Array.from({ length: 300 }, (_, seed) => draw(seed, 0, 3)))).toContain('"job"');
});
