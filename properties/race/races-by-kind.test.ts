import { describe, expect, test } from 'vitest';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { modelOnSystem } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { racingActorOf } from '../../src/race/race.ts';
import { racesByKind } from '../../src/race/races-by-kind.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

function modelIn(subject: AnySubject, scope: string): AnyModel {
  const setup = { system: 'postgres', policies: allPolicies(subject), scope: subject.scopes[scope] ?? {} };
  return modelOnSystem(subject, setup);
}

const models = [
  ['queue', modelIn(queue, 'small')],
  ['booking', modelIn(booking, 'boundaries')],
] as const;

const usual = { mostStates: 1_000, within: 4 };

function racesIn(model: AnyModel, kinds: Partial<Parameters<typeof racesByKind>[2]> = {}) {
  const known = kinds.known ?? new Set<string>();
  const races = [...racesByKind(model, {}, { ...usual, ...kinds, known })].filter((race) => race !== null);
  return { known, races };
}

/** The types of two commands and of their outcomes, of every two that come one after the other within so many commands. */
function everyKind(model: AnyModel, within: number): Set<string> {
  const kinds = new Set<string>();
  const commandsAt = (state: unknown) => model.commands(state).filter(({ fault }) => fault === undefined);
  let level = [model.initial];
  for (let length = 0; length <= within; length += 1) {
    const next = new Map<string, unknown>();
    for (const state of level)
      for (const first of commandsAt(state)) {
        const one = stepOnCopy(model, state, first);
        next.set(JSON.stringify(one.state), one.state);
        for (const second of commandsAt(one.state)) {
          if (racingActorOf(model, first) === racingActorOf(model, second)) continue;
          const { outcome } = stepOnCopy(model, one.state, second);
          kinds.add(`${first.type} ${one.outcome.type}, ${second.type} ${outcome.type}`);
        }
      }
    level = [...next.values()];
  }
  return kinds;
}

describe.each(models)('the races of %s by kind', (_name, model) => {
  test('have every kind that there is within so many commands', () => {
    expect([...racesIn(model).known].toSorted()).toEqual([...everyKind(model, usual.within)].toSorted());
  });

  test('come with fewer commands before first, and are enabled by the model', () => {
    const { races } = racesIn(model);
    const lengths = races.map(({ before }) => before.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(Math.max(...lengths)).toBe(usual.within);
    for (const { before, atOnce } of races) {
      expect(atOnce).toHaveLength(2);
      const state = before.reduce((at, command) => stepOnCopy(model, at, command).state, model.initial);
      const enabled = JSON.stringify(model.commands(state));
      expect(atOnce.some(({ commands }) => enabled.includes(JSON.stringify(commands[0])))).toBe(true);
    }
  });

  test('are none of the kinds that are known, where the order does not matter', () => {
    const { known, races } = racesIn(model);
    const later = racesIn(model, { known: new Set(known) }).races;
    expect(later.length).toBeLessThan(races.length / 2);
    expect(later.length).toBeGreaterThan(0);
  });

  test('leave out those that were raced within fewer commands', () => {
    const { races } = racesIn(model);
    const further = racesIn(model, { racedWithin: 2 }).races;
    expect(further).toEqual(races.filter(({ before }) => before.length > 2));
  });

  test('come from so many states at most', () => {
    expect(racesIn(model, { mostStates: 1 }).races.every(({ before }) => before.length === 0)).toBe(true);
  });
});

test('two leases for the last place below the cap are a kind of their own', () => {
  const large = modelIn(queue, 'large');
  const { known } = racesIn(modelIn(queue, 'medium'));
  const { races } = racesIn(large, { known });
  expect(races).toContainEqual({
    before: [...['j1', 'j2', 'j3'].map((job) => ({ type: 'submit', job })), { type: 'lease', worker: 'w1' }],
    atOnce: ['w2', 'w3'].map((worker) => ({ actor: worker, commands: [{ type: 'lease', worker }] })),
  });
});
