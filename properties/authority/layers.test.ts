import { expect, test } from 'vitest';
import type { AuthorityCommand, AuthorityPolicies, Message } from '../../src/alphabets/authority.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { lastOutcome } from '../subjects/last-outcome.ts';

const ofMembers = authority.scopes['members'];
if (ofMembers === undefined) throw new Error('authority has no scope of members');
const scope: AuthorityScope = { ...ofMembers, writes: 1, messages: 2 };
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
  expect(await lastOutcome(setUp(authority, { system: 'sqlite', policies, scope }), deceived)).toEqual(answer);
});

/** With a majority the same commands in the same order, two members at a time. */
const bothTimesTwo = deceived.filter((command) => command.type !== 'part' || command.member !== 'm2');

test('with majorities each grant has its own token, and the fence tells them apart', async () => {
  const policies = policiesWithout(authority, []) as AuthorityPolicies;
  expect(await lastOutcome(setUp(authority, { system: 'sqlite', policies, scope }), bothTimesTwo)).toEqual({
    type: 'stale',
    token: 3,
  });
});
