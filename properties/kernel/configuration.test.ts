import { describe, expect, test } from 'vitest';
import {
  assertCount,
  mismatchesOfNames,
  assertFits,
  sizesOf,
  ConfigurationError,
} from '../../src/kernel/configuration.ts';

const subject = {
  name: 'counter',
  policies: { floor: {}, ceiling: {} },
  scopes: { small: { most: 3 }, large: { most: 9, workers: 2 } },
};
const policies = { floor: true, ceiling: false };
const scope = { most: 0, workers: 2 };

describe('a subject', () => {
  test('is set up with each of its policies and sizes', () => {
    expect(() => assertFits(subject, { policies, scope })).not.toThrow();
  });

  test.each([
    [{ ceiling: true }, scope, "'floor' is a policy of counter, and is missing"],
    [{ ...policies, magic: true }, scope, "'magic' is no policy of counter"],
    [policies, { workers: 3 }, "'most' is a size of counter’s scopes, and is missing"],
    [policies, { ...scope, jobs: 1 }, "'jobs' is no size of counter’s scopes"],
    [{ ...policies, floor: 1 }, scope, "'floor' is 1, neither true nor false"],
    [policies, { ...scope, most: -1 }, "'most' is -1, no whole number from 0"],
    [policies, { ...scope, most: 0.5 }, "'most' is 0.5, no whole number from 0"],
    [policies, { ...scope, most: '3' }, '\'most\' is "3", no whole number from 0'],
    [
      { floor: 1 },
      {},
      "'ceiling' is a policy of counter, and is missing; 'most' is a size of counter’s scopes, and is missing; 'floor' is 1, neither true nor false",
    ],
  ])('is refused with what is wrong and what it has: %j, %j', (wrongPolicies, wrongScope, wrong) => {
    const error = new ConfigurationError(
      `counter cannot be set up like that: ${wrong}; it has policies floor, ceiling; sizes most, workers`,
    );
    expect(() => assertFits(subject, { policies: wrongPolicies, scope: wrongScope })).toThrow(error);
    expect(error.name).toBe('ConfigurationError');
  });
});

test('the message for a subject without policies and sizes names none', () => {
  const bare = { name: 'bare', policies: {}, scopes: {} };
  expect(() => assertFits(bare, { policies: { magic: true }, scope: {} })).toThrow(
    new ConfigurationError(
      "bare cannot be set up like that: 'magic' is no policy of bare; it has policies none; sizes none",
    ),
  );
});

test('names that are unknown come before names that are missing', () => {
  expect(mismatchesOfNames('fruit', ['pear', 'fig'], ['apple', 'fig', 'plum'])).toEqual([
    "'pear' is no fruit",
    "'apple' is a fruit, and is missing",
    "'plum' is a fruit, and is missing",
  ]);
});

test('the sizes of a subject are those of all its scopes, each once', () => {
  expect(sizesOf(subject)).toEqual(['most', 'workers']);
  expect(sizesOf({ scopes: {} })).toEqual([]);
});

describe('a set-up that is no record', () => {
  const example = 'it has to be a record, such as';

  test.each<[unknown, string]>([
    [undefined, 'missing'],
    ['small', "'small'"],
    [null, 'null'],
    [[3], '[3]'],
    [7, '7'],
    [Symbol('s'), 'symbol'],
  ])('is named with a scope that would do: %s', (wrong, inWords) => {
    expect(() => assertFits(subject, { policies, scope: wrong as object })).toThrow(
      new ConfigurationError(`scope of counter is ${inWords}: ${example} {"most":3}`),
    );
  });

  test('is named with an empty scope where the subject has none', () => {
    const bare = { name: 'bare', policies: {}, scopes: {} };
    expect(() => assertFits(bare, { policies: {}, scope: 'small' as never })).toThrow(
      new ConfigurationError(`scope of bare is 'small': ${example} {}`),
    );
  });

  test('is named with the way to have all policies', () => {
    expect(() => assertFits(subject, { policies: 'all' as never, scope })).toThrow(
      new ConfigurationError(`policies of counter is 'all': ${example} allPolicies(subject)`),
    );
  });
});

test('a policy that names a scope which the subject does not have is refused', () => {
  const set = { policies: { floor: true, ceiling: true }, scope };
  const scoped = (name: string): typeof subject => ({ ...subject, policies: { floor: { scope: name }, ceiling: {} } });
  expect(() => assertFits(scoped('large'), set)).not.toThrow();
  expect(() => assertFits(scoped('storm'), set)).toThrow(
    "set up like that: the policy 'floor' names the scope 'storm', and there is small, large; it has",
  );
});

test('a policy that says nothing of itself is one like any other', () => {
  const undescribed = { ...subject, policies: { floor: undefined, ceiling: {} } };
  expect(() => assertFits(undescribed, { policies, scope })).not.toThrow();
});

describe('a count', () => {
  test('is a whole number from the least on', () => {
    for (const count of [1, 2, 1_000_000]) expect(() => assertCount('runs', count, 1)).not.toThrow();
    expect(() => assertCount('runs', 0, 0)).not.toThrow();
  });

  test.each<[unknown, string]>([
    [0, '0'],
    [1.5, '1.5'],
    [undefined, 'missing'],
    ['3', "'3'"],
    [Infinity, 'null'],
  ])('is refused where it is %s', (value, inWords) => {
    expect(() => assertCount('runs', value, 1)).toThrow(
      new ConfigurationError(`runs is ${inWords}: it has to be a whole number from 1`),
    );
  });
});
