import { describe, expect, test } from 'vitest';
import { pairOf } from '../../src/check/run.ts';
import { explore } from '../../src/explore/explore.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityCommand } from '../../src/model/authority/commands.ts';
import type { AuthorityPolicies } from '../../src/model/authority/policies.ts';
import type { AuthorityScope, Message } from '../../src/model/authority/state.ts';
import { authority } from '../../src/subjects/authority.ts';
import { lastOutcome } from '../subjects/last-outcome.ts';

type Layer = keyof AuthorityPolicies;

/** Of the layers that keep a player from being in two places. That each is needed alone is said with all other policies. */
const pairs = [
  ['quorum', 'lease'],
  ['quorum', 'fencing'],
  ['lease', 'fencing'],
] as const satisfies readonly (readonly Layer[])[];

function scopeOf(name: string): AuthorityScope {
  const scope = authority.scopes[name];
  if (scope === undefined) throw new Error(`authority has no scope '${name}'`);
  return scope;
}

/** What falls without these, in every state of the scopes that show what each of them is for. */
async function fallsWithout(off: readonly Layer[]): Promise<string[]> {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  const falls = new Set<string>();
  for (const scope of new Set(off.map((layer) => authority.policies[layer].scope ?? 'small'))) {
    const { violations, isComplete } = await explore(authority.model(policies, scopeOf(scope)));
    expect(isComplete).toBe(true);
    for (const { name } of violations) falls.add(name);
  }
  return [...falls].toSorted();
}

describe('the layers against a split brain', () => {
  test.each(pairs)('neither of %s and %s stands in for the other, or behind it', async (one, other) => {
    const both = [...authority.policies[one].protects, ...authority.policies[other].protects].toSorted();
    expect(await fallsWithout([one, other])).toEqual(both);
  });
});

const scope: AuthorityScope = { ...scopeOf('members'), writes: 1, messages: 2 };
const handOver = (from: string, to: string, token: number, version: number): Message => {
  return { type: 'handOver', player: 'p1', from, to, token, transfer: token, version, isDamaged: false };
};
const at = (type: 'part' | 'join', member: string): AuthorityCommand => ({ type, member });

/** p1 goes to s2 and back, each time by the word of another member; what s2 saved in between arrives last. */
const deceived: readonly AuthorityCommand[] = [
  at('part', 'm1'),
  at('part', 'm2'),
  { type: 'request', server: 's1', player: 'p1', to: 's2' },
  { type: 'deliver', message: handOver('s1', 's2', 1, 0) },
  { type: 'deliver', message: { type: 'confirmed', player: 'p1', to: 's1', token: 1 } },
  { type: 'save', server: 's2', player: 'p1' },
  at('join', 'm1'),
  at('part', 'm3'),
  { type: 'request', server: 's2', player: 'p1', to: 's1' },
  { type: 'deliver', message: handOver('s2', 's1', 2, 1) },
  { type: 'deliver', message: { type: 'save', player: 'p1', token: 2, version: 1, isDamaged: false } },
];

test.each([
  { off: ['quorum'], answer: { type: 'saved' } },
  { off: [], answer: { type: 'notInFlight' } },
] as const)('the fence rests on one token being one grant; without $off it is deceived', async ({ off, answer }) => {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  expect(await lastOutcome(pairOf(authority, { system: 'sqlite', policies, scope }), deceived)).toEqual(answer);
});

/** With a majority the same commands in the same order, two members at a time. */
const bothTimesTwo = deceived.filter((command) => command.type !== 'part' || command.member !== 'm2');

test('with a majority on either side the second grant has a token of its own, and the fence tells the two apart', async () => {
  const policies = policiesWithout(authority, []) as AuthorityPolicies;
  expect(await lastOutcome(pairOf(authority, { system: 'sqlite', policies, scope }), bothTimesTwo)).toEqual({
    type: 'stale',
    token: 3,
  });
});
