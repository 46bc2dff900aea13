import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { asFastCheckCommands } from '../../src/check/fast-check-commands.ts';
import { ablate } from '../../src/explore/ablate.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';
import { scopeOf } from './worlds.ts';

// A name that is misspelt would count as off, or as none of something: a world in which nothing happens, and holds.
describe.each(subjects)('$name is set up with its own policies and sizes, or not at all', (subject) => {
  const policies = allPolicies(subject);
  const scope = scopeOf(subject, 'small');
  const [policy = ''] = Object.keys(policies);
  const [size = ''] = Object.keys(scope);
  const { [policy]: _policy, ...fewerPolicies } = policies;
  const { [size]: _size, ...fewerSizes } = scope;

  test.each([
    ['a policy misspelt', { ...fewerPolicies, magic: false }, scope, `'magic' is no policy of ${subject.name}`],
    ['a policy too many', { ...policies, magic: true }, scope, `'magic' is no policy of ${subject.name}`],
    ['a policy missing', fewerPolicies, scope, `'${policy}' is a policy of ${subject.name}, and is missing`],
    [
      'a policy that is a text',
      { ...policies, [policy]: 'off' },
      scope,
      `'${policy}' is "off", neither true nor false`,
    ],
    ['a size misspelt', policies, { ...fewerSizes, magic: 2 }, `'magic' is no size of ${subject.name}’s scopes`],
    ['a size that is no number', policies, { ...scope, [size]: NaN }, `'${size}' is null, no whole number from 0`],
  ])('%s', async (_, wrongPolicies, wrongScope, message) => {
    const setUp = { policies: wrongPolicies as typeof policies, scope: wrongScope };
    expect(() => subject.model(setUp.policies, setUp.scope)).toThrow(message);
    const system = subject.systems[0]?.name ?? '';
    await expect(check(subject, { ...setUp, system, runs: 1, length: 1, seed: 1 })).rejects.toThrow(message);
    expect(() => asFastCheckCommands(subject, { ...setUp, length: 1 })).toThrow(message);
  });

  test('a policy that is none cannot be switched off', () => {
    expect(() => policiesWithout(subject, ['magic'])).toThrow(
      `'magic' is no policy of ${subject.name}; it has ${policy}`,
    );
  });
});

test('a user’s subject, whose model checks no names, is held to its names as well', async () => {
  const counter = counterSubject(counterSystem);
  const setUp = { policies: { flor: false } as never, scope: { most: 3 } };
  const options = { ...setUp, system: 'plain', runs: 1, length: 1, seed: 1 };
  await expect(check(counter, options)).rejects.toThrow("'flor' is no policy of counter");
  const ablating = ablate(counter, { scope: { mots: 3 } as never, atOnce: 1, maxStates: 10 });
  await expect(ablating).rejects.toThrow("'mots' is no size of counter’s scopes");
});
