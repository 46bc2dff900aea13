import { describe, expect, test } from 'vitest';
import { finishNow } from '../../src/kernel/event-loop.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import { linearizing } from '../../src/linearize/linearize.ts';
import type { RegisterCommand } from '../../src/linearize/models.ts';
import { casRegister } from '../../src/linearize/models.ts';
import { judgedHistory } from './agreement.ts';
import { hasOrder } from './brute-force.ts';
import { coreOf, faultOfCore } from './cores.ts';
import { chanceFrom, randomHistory } from './histories.ts';
import { drawnModels } from './models.ts';

describe.each(drawnModels)('of a $name', (drawn) => {
  const illegal = Array.from({ length: 60 }, (_, at) => judgedHistory(drawn, 3_000_001 + at * 2, 6))
    .filter(({ isLegal }) => !isLegal)
    .map(({ history }) => history);

  test('every core is illegal by brute force, and legal with one more operation free', () => {
    expect(illegal.length).toBeGreaterThan(15);
    for (const history of illegal) {
      const core = coreOf(drawn, history);
      expect(faultOfCore(drawn, history, core), JSON.stringify({ history, core })).toBeNull();
      expect(core.operations.length).toBeGreaterThan(0);
    }
  });

  test('a search for the core that is given up leaves its operation in the core', () => {
    const [history = []] = illegal;
    const core = coreOf(drawn, history, 1);
    expect(core.givenUp).toBeGreaterThan(0);
    expect(faultOfCore(drawn, history, core)).toBeNull();
  });

  test('a right history stays right cut, with free operations, and without some names', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { history } = judgedHistory(drawn, 4_000_000 + seed * 2, 6);
      const chance = chanceFrom(seed);
      expect(illegalWithout(drawn, history, chance), JSON.stringify(history)).toEqual([]);
    }
  });
});

/** The changes, of those that keep a right history right, after which brute force finds no order. */
function illegalWithout(
  { model }: (typeof drawnModels)[number],
  history: readonly Operation[],
  chance: (below: number) => number,
): string[] {
  const wrong: string[] = [];
  const until = history[chance(history.length)]?.returnedAt ?? Infinity;
  const isClock = (index: number): boolean =>
    history[index]?.actor === null || model.actor?.(history[index]?.command) === null;
  const cutRole = (index: number): 'whole' | 'pending' | null => {
    if (isClock(index)) return 'whole';
    if ((history[index]?.calledAt ?? 0) > until) return null;
    return (history[index]?.returnedAt ?? Infinity) > until ? 'pending' : 'whole';
  };
  if (!hasOrder({ model, history, isCut: true, role: cutRole })) wrong.push(`cut at ${until}`);
  const free = history.map(() => chance(2) === 0);
  if (!hasOrder({ model, history, role: (index) => (free[index] === true ? 'free' : 'whole') })) wrong.push('free');
  const { names } = model;
  if (names === undefined) return wrong;
  const namesOf = history.map(({ command, outcome }) => names.call(model, command, outcome));
  const out = [...new Set(namesOf.flat())].filter(() => chance(2) === 0);
  const isOut = (index: number): boolean => namesOf[index]?.some((name: string) => out.includes(name)) === true;
  if (!hasOrder({ model, history, role: (index) => (isOut(index) ? null : 'whole') }))
    wrong.push(`without ${out.join(', ')}`);
  return wrong;
}

describe('a stale read among 100 operations of a register', () => {
  /** A register with compare-and-set; a read gives the value before the last one, which was overwritten long before. */
  function staleRead(seed: number): Operation[] {
    const chance = chanceFrom(seed);
    let value = 0;
    const history: Operation[] = randomHistory(
      {
        model: casRegister,
        actors: 5,
        operations: 100,
        pending: 10,
        draw: (state): RegisterCommand => {
          if (chance(2) === 0) return { type: 'read' };
          value += 1;
          return chance(3) === 0 ? { type: 'cas', from: state.value, to: value } : { type: 'write', value };
        },
      },
      chance,
    );
    const writes = history.filter(({ command, outcome }) => command.type === 'write' && outcome !== null);
    for (const [index, { command, outcome, calledAt }] of history.entries()) {
      if (index < 70 || command.type !== 'read' || outcome === null) continue;
      const past = writes.filter(({ returnedAt }) => (returnedAt ?? Infinity) < calledAt);
      const last = past.at(-1);
      const stale = past.findLast(({ returnedAt }) => (returnedAt ?? Infinity) < (last?.calledAt ?? -Infinity));
      if (stale === undefined) continue;
      const seen = { type: 'value', value: 'value' in stale.command ? stale.command.value : null };
      return history.with(index, { ...history[index], outcome: seen } as Operation);
    }
    return history;
  }

  test('comes down to three operations: two writes and the read', () => {
    const sizes = Array.from({ length: 12 }, (_, seed) => {
      const history = staleRead(seed);
      const found = finishNow(linearizing(casRegister, history as Operation<never, never>[], {}));
      if (found.verdict !== 'illegal') return null;
      expect(found.core?.givenUp).toBe(0);
      return found.core?.operations.length;
    });
    const illegal = sizes.filter((size) => typeof size === 'number');
    expect(illegal.length).toBeGreaterThan(8);
    expect(illegal.toSorted((a, b) => a - b)[illegal.length >> 1]).toBe(3);
    expect(Math.max(...illegal)).toBeLessThanOrEqual(4);
  });
});
