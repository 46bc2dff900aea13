import { describe, expect, test } from 'vitest';
import { misfitsOfNames, assertFits, sizesOf, WrongSetUp } from '../../src/kernel/configuration.ts';

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
    [policies, { most: 3 }, "'workers' is a size of counter’s scopes, and is missing"],
    [policies, { ...scope, jobs: 1 }, "'jobs' is no size of counter’s scopes"],
    [{ ...policies, floor: 1 }, scope, "'floor' is 1, neither true nor false"],
    [policies, { ...scope, most: -1 }, "'most' is -1, no whole number from 0"],
    [policies, { ...scope, most: 0.5 }, "'most' is 0.5, no whole number from 0"],
    [policies, { ...scope, most: '3' }, '\'most\' is "3", no whole number from 0'],
    [
      { floor: 1 },
      {},
      "'ceiling' is a policy of counter, and is missing; 'most' is a size of counter’s scopes, and is missing; 'workers' is a size of counter’s scopes, and is missing; 'floor' is 1, neither true nor false",
    ],
  ])('is refused with what is wrong and what it has: %j, %j', (wrongPolicies, wrongScope, wrong) => {
    const error = new WrongSetUp(
      `counter cannot be set up like that: ${wrong}; it has policies floor, ceiling; sizes most, workers`,
    );
    expect(() => assertFits(subject, { policies: wrongPolicies, scope: wrongScope })).toThrow(error);
    expect(error.name).toBe('WrongSetUp');
  });
});

test('names that are unknown come before names that are missing', () => {
  expect(misfitsOfNames('fruit', ['pear', 'fig'], ['apple', 'fig', 'plum'])).toEqual([
    "'pear' is no fruit",
    "'apple' is a fruit, and is missing",
    "'plum' is a fruit, and is missing",
  ]);
});

test('the sizes of a subject are those of all its scopes, each once', () => {
  expect(sizesOf(subject)).toEqual(['most', 'workers']);
  expect(sizesOf({ scopes: {} })).toEqual([]);
});
