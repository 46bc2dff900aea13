import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { createFrontier } from '../../src/explore/frontier.ts';
import type { Space } from '../../src/explore/space.ts';
import { spaceOf } from '../../src/explore/space.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import { renameJson } from '../../src/kernel/json.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** A state that becomes whatever a command says. */
interface Anything {
  held: unknown;
}

interface Become extends Command {
  readonly type: 'become';
  readonly what: unknown;
}

type AnyModel = Model<Anything, Become, Outcome, Anything>;

const names = ['n1', 'n2', 'n3'];

function modelOf(symmetry: readonly (readonly string[])[] = []): AnyModel {
  return {
    name: 'anything',
    initial: { held: null },
    commands: () => [],
    step(draft, { what }) {
      draft.held = structuredClone(what);
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [],
    recovery: () => [],
    settled: [],
    symmetry,
  };
}

/** JSON of few kinds, so that one kind follows another at the same place: keys come and go, lists grow, leaves become records. */
const json = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, -7, 2 ** 40, 'a', '', ...names),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', ...names), tie('any'), { maxKeys: 4 }),
  ),
})).any;

/** A list that fails is shrunk for seconds, not for minutes. */
function listsOfJson(lengths: { readonly minLength?: number; readonly maxLength: number }): fc.Arbitrary<unknown[]> {
  return fc.limitShrink(fc.array(json, lengths), 500);
}

const reductions = { symmetry: true, distances: true, seed: 3 };

/** Takes the space from one value to the next; each step starts from what is held. */
function become(space: Space<Anything, Become, Outcome>, what: unknown): Anything {
  return space.step({ type: 'become', what }).state;
}

describe('for states of any shape, after any other states', () => {
  test('a fingerprint from the difference is that of the whole state', () => {
    const property = fc.property(listsOfJson({ minLength: 2, maxLength: 12 }), (values) => {
      const space = spaceOf(modelOf(), reductions);
      for (const what of values) {
        const after = become(space, what);
        const whole = fingerprintOf({ held: what }, { seed: 3 });
        expect(space.fingerprint(after)).toEqual(whole);
        if (JSON.stringify(what).length % 2 === 0) continue;
        space.hold(after);
        expect(space.held()).toEqual(whole);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  test('two spaces of a model, which learn from one another, give the same fingerprints', () => {
    const property = fc.property(listsOfJson({ minLength: 2, maxLength: 12 }), (values) => {
      const model = modelOf();
      const spaces = [spaceOf(model, reductions), spaceOf(model, reductions)];
      for (const [at, what] of values.entries()) {
        for (const space of at % 2 === 0 ? spaces : spaces.toReversed()) {
          const after = become(space, what);
          expect(space.fingerprint(after)).toEqual(fingerprintOf({ held: what }, { seed: 3 }));
          space.hold(after);
        }
      }
    });
    fc.assert(property, { numRuns: 100, seed: 1 });
  });

  test('a step works on a copy of the whole held state, which stays as it is', () => {
    const property = fc.property(listsOfJson({ minLength: 1, maxLength: 8 }), (values) => {
      const model = modelOf();
      const seen: string[] = [];
      const spy: AnyModel = {
        ...model,
        step(draft, command) {
          seen.push(sortedText(draft.held));
          return model.step(draft, command);
        },
      };
      const space = spaceOf(spy, reductions);
      for (const what of values) space.hold(become(space, what));
      expect(seen).toEqual([null, ...values.slice(0, -1)].map(sortedText));
    });
    fc.assert(property, { numRuns: 150, seed: 2 });
  });

  test('a step changes no other state, also where any keys may stand', () => {
    const model: AnyModel = {
      ...modelOf(),
      initial: { held: { a: { n: 0 } } },
      step(draft, { what }) {
        const held = draft.held as Record<string, { n: number }>;
        held[what as string] ??= { n: 0 };
        for (const one of Object.values(held)) one.n += 1;
        return { type: 'done' };
      },
    };
    const space = spaceOf(model, reductions);
    let state = space.initial;
    // Each time another set of keys.
    for (let at = 0; at < 40; at += 1) {
      space.hold(state);
      const before = JSON.stringify(state);
      state = become(space, `k${at}`);
      become(space, 'else');
      expect(JSON.stringify(space.initial)).toBe('{"held":{"a":{"n":0}}}');
      expect(before.includes(`k${at}`)).toBe(false);
      expect(space.fingerprint(state)).toEqual(fingerprintOf(state, { seed: 3 }));
      expect((state.held as Record<string, { n: number }>)['a']).toEqual({ n: at + 1 });
    }
  });

  test('states put on the frontier come back unchanged, in the same order, and are held', () => {
    const property = fc.property(listsOfJson({ maxLength: 30 }), (values) => {
      const space = spaceOf(modelOf(), reductions);
      const frontier = createFrontier();
      for (const held of values) space.put(frontier, { held }, fingerprintOf({ held }, { seed: 3 }));
      for (const held of values) {
        const state = space.take(frontier);
        expect(sortedText(state)).toBe(sortedText({ held }));
        expect(space.held()).toEqual(fingerprintOf({ held }, { seed: 3 }));
        expect(space.fingerprint({ held: 'else' })).toEqual(fingerprintOf({ held: 'else' }, { seed: 3 }));
      }
      expect(frontier.size).toBe(0);
    });
    fc.assert(property, { numRuns: 100, seed: 3 });
  });

  test('rows longer than a chunk, and more leaves than a byte counts', () => {
    const space = spaceOf(modelOf(), reductions);
    const frontier = createFrontier();
    const many = { held: Array.from({ length: 40_000 }, (_, index) => `text ${index}`) };
    const fingerprint = fingerprintOf(many, { seed: 3 });
    for (const state of [many, { held: 2 ** 31 }, many]) space.put(frontier, state, fingerprint);
    expect([space.take(frontier), space.take(frontier), space.take(frontier)]).toEqual([many, { held: 2 ** 31 }, many]);
    expect(() => space.take(frontier)).toThrow('frontier is empty');
  });

  test('records of any keys come back, too', () => {
    const space = spaceOf(modelOf(), reductions);
    const frontier = createFrontier();
    const all = Array.from({ length: 40 }, (_, at) => ({ held: { [`k${at}`]: { n: at } } }));
    for (const state of all) space.put(frontier, state, fingerprintOf(state, { seed: 3 }));
    expect(all.map(() => space.take(frontier))).toEqual(all);
  });

  // Two groups: with names exchanged within both, a value is one with itself; with a few renamings and with many.
  test.each([
    ['few renamings', [['n1', 'n2', 'n3']]],
    ['many renamings', [['n1', 'n2', 'n3', 'x1', 'x2']]],
  ])('exchanged names change no fingerprint: %s', (_, groups) => {
    const property = fc.property(json, json, fc.shuffledSubarray(names, { minLength: 3 }), (first, held, order) => {
      const space = spaceOf(modelOf(groups), reductions);
      const renaming = new Map(names.map((name, at) => [name, order[at] ?? name]));
      space.hold({ held: first });
      expect(space.fingerprint({ held: renameJson(held, renaming) })).toEqual(space.fingerprint({ held }));
      space.hold({ held: renameJson(held, renaming) });
      const other = space.held();
      space.hold({ held });
      expect(space.held()).toEqual(other);
    });
    fc.assert(property, { numRuns: 100, seed: 4 });
  });
});

test('a state with something that is not JSON in it is refused, and named', async () => {
  const model = { ...modelOf(), initial: { held: { gone: undefined } } };
  await expect(explore(model)).rejects.toThrow(/the model of anything has a value that is not JSON/);
});

function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
