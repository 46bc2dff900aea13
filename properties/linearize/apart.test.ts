import { expect, test } from 'vitest';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { linearizeRound } from '../../src/linearize/linearize.ts';
import type { NamedState } from '../../src/linearize/named-state.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { bookingNaming as naming } from '../../src/subjects/booking/systems.ts';
import type { Chance } from './histories.ts';
import { chanceFrom, randomHistory, withOneChange } from './histories.ts';
import { timed } from './timed.ts';

const subject: object = booking;
const scope = { clients: 4, resources: 4, units: 2, requests: 3, faults: 9 };
const model = (subject as AnySubject).model(allPolicies(subject as AnySubject), scope);
const { apart: _apart, partition: _partition, ...whole } = model;

/** The numbers of the system: with gaps, and in another order than those of the model. */
const ofSystem = (id: number): number => ((id * 7) % 31) + 100;

function renamed<Value>(value: Value): Value {
  const text = JSON.stringify(value, (key, item: unknown) =>
    typeof item === 'number' && naming.drawnNames?.includes(key) === true ? ofSystem(item) : item,
  );
  return JSON.parse(text) as Value;
}

function drawCommand(state: unknown, actor: string, chance: Chance): Command {
  const own = model.commands(state).filter((command) => {
    const taker = model.actor?.(command);
    if ((command.type === 'crash' || command.fault !== undefined) && chance(10) > 0) return false;
    // The clock seldom ticks: a tick touches all.
    return taker === null ? chance(40) === 0 : taker === actor || (taker === 'sweeper' && chance(4) === 0);
  });
  return own[chance(own.length)] ?? drawCommand(state, `c${chance(scope.clients) + 1}`, chance);
}

interface Round {
  readonly begin: NamedState<unknown>;
  readonly history: readonly Operation[];
}

/** A round after some commands one after the other, in the numbers of the system. */
function randomRound(seed: number): Round {
  const chance = chanceFrom(seed);
  let state = model.initial;
  for (let taken = 0; taken < 14; taken += 1)
    state = stepOnCopy(model, state, drawCommand(state, `c${chance(scope.clients) + 1}`, chance)).state;
  const right = randomHistory(
    {
      model: { ...whole, initial: state },
      draw: (now, actor, by) => drawCommand(now, actor.replace('a', 'c'), by),
      actors: scope.clients,
      operations: 7,
      pending: seed % 3 === 0 ? 15 : 0,
    },
    chance,
  );
  const history = renamed(seed % 2 === 0 ? right : withOneChange(right, right, chance));
  const ids = (state as { bookings: readonly { id: number }[] }).bookings.map(({ id }) => id);
  return { begin: { state, names: ids.map((id) => [id, ofSystem(id)]) }, history };
}

/** The world as it was seen at the end of an order of all operations, or with one field that is another one. */
async function looksAfter({ begin, history }: Round, chance: Chance): Promise<readonly { seen: unknown }[]> {
  const { ends } = await linearizeRound(whole, history, { naming, initial: [begin], coreSteps: 0, findsEnds: 'some' });
  const [end] = ends ?? [];
  if (end === undefined) return [];
  const names = new Map(end.names);
  const text = JSON.stringify(model.view(end.state), (key, item: unknown) =>
    typeof item === 'number' && naming.drawnNames?.includes(key) === true ? (names.get(item) ?? item) : item,
  );
  const seen = JSON.parse(text) as { resources: Record<string, { version: number }> };
  const other = `r${chance(scope.resources) + 1}`;
  const { version = 0, ...resource } = seen.resources[other] ?? {};
  return [
    { seen },
    { seen: { ...seen, resources: { ...seen.resources, [other]: { ...resource, version: version + 1 } } } },
  ];
}

test('a round of bookings that is judged apart has the verdict of the whole round', async () => {
  const verdicts = { linearizable: 0, illegal: 0, apart: 0 };
  for (let seed = 1; seed <= 100; seed += 1) {
    const round = randomRound(seed);
    const { history, begin } = round;
    const options = { naming, initial: [begin], coreSteps: 0, findsEnds: 'some' } as const;
    for (const look of await looksAfter(round, chanceFrom(seed))) {
      const { linearization: expected } = await linearizeRound(whole, history, { ...options, look });
      const { linearization: found, ends } = await linearizeRound(model, history, { ...options, look });
      expect(found.verdict, JSON.stringify({ begin, history, look })).toBe(expected.verdict);
      expect((ends ?? []).length > 0).toBe(found.verdict === 'linearizable');
      if (found.parts > 1) verdicts.apart += 1;
      verdicts[found.verdict as 'linearizable'] += 1;
    }
  }
  expect(Math.min(verdicts.linearizable, verdicts.illegal, verdicts.apart)).toBeGreaterThan(20);
});

test('an operation on a booking of the round itself is judged with all others', async () => {
  const client = { client: 'c1' };
  const read = { type: 'read', ...client, request: 1, resource: 'r1', units: 1, isHold: true };
  const round = [
    timed('c1', [1, 2], read, { type: 'read', version: 0, free: 2 } as Outcome),
    timed('c1', [3, 4], { type: 'decide', ...client }, { type: 'proposed' }),
    timed('c1', [5, 6], { type: 'persist', ...client }, { type: 'held', booking: 107 } as Outcome),
  ];
  const [look] = await looksAfter({ begin: { state: model.initial, names: [] }, history: round }, chanceFrom(1));
  const judge = async (outcome: string): Promise<string> => {
    const swept = timed('s', [7, 8], { type: 'expireHold', booking: 107 } as Command, { type: outcome });
    const options = { naming, coreSteps: 0, findsEnds: 'some', ...(look !== undefined && { look }) } as const;
    return (await linearizeRound(model, [...round, swept], options)).linearization.verdict;
  };
  expect(await judge('notDue')).toBe('linearizable');
  expect(await judge('noSuchBooking')).toBe('illegal');
});
