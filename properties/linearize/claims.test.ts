import { describe, expect, test } from 'vitest';
import { falseClaim } from '../../src/linearize/audit-claims.ts';
import { chanceFrom } from './histories.ts';
import type { Drawn } from './models.ts';
import { drawnModels } from './models.ts';

/** The first claim of the model that a random run contradicts. */
function falseClaimOf({ model, draw }: Drawn, runs: number): string | null {
  for (let seed = 0; seed < runs; seed += 1) {
    const chance = chanceFrom(seed);
    const commands = Array.from({ length: 10 }, () => draw(model.initial, 'a1', chance));
    const found = falseClaim(model, commands);
    if (found !== null) return found;
  }
  return null;
}

describe('the claims of a model about histories', () => {
  const claiming = drawnModels.filter(({ model }) => model.names ?? model.partition ?? model.changesNothing);

  test.each(claiming)('hold of 300 random runs of a $name', (drawn) => {
    expect(falseClaimOf(drawn, 300)).toBeNull();
  });

  const named = (name: string): Drawn => {
    const found = drawnModels.find((drawn) => drawn.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const valueOf = ({ value }: { readonly value?: unknown }): string[] =>
    value === undefined ? [] : [JSON.stringify(value)];

  test.each([
    ['names', 'register', { names: valueOf }, /^without the name \d, .* has another outcome$/],
    [
      'names',
      'queue',
      { names: (command: object) => valueOf(command) },
      /^without the name \d, .* has another outcome$/,
    ],
    [
      'partition',
      'register',
      { partition: valueOf },
      /have no common key, and in the other order .* has another outcome$/,
    ],
    ['changesNothing', 'queue', { changesNothing: () => true }, /changes a state, against changesNothing$/],
  ])('is found to be false: %s of a %s', (_, name, members, message) => {
    const drawn = named(name);
    expect(falseClaimOf({ ...drawn, model: { ...drawn.model, ...members } }, 100)).toMatch(message);
  });
});
