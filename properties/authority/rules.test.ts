import { expect, test } from 'vitest';
import type { AuthorityCommand, AuthorityOutcome, AuthorityPolicies, Message } from '../../src/alphabets/authority.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { usualAuthorityTerms } from '../../src/model/authority/rules.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { lastOutcome } from '../subjects/last-outcome.ts';

const scope: AuthorityScope = {
  servers: 3,
  players: 2,
  items: 1,
  transfers: 3,
  writes: 3,
  messages: 6,
  repeats: 3,
  active: 2,
  throttledFrom: 0,
  faults: 3,
  members: 0,
};

const request = { type: 'request', server: 's1', player: 'p1', to: 's2' } as const;
const unheardRequest: AuthorityCommand = { ...request, fault: 'replyLost' };
const save: AuthorityCommand = { type: 'save', server: 's1', player: 'p1' };
const pickUp: AuthorityCommand = { type: 'pickUp', server: 's1', player: 'p1', item: 'i1' };
const forwarded: Message = { type: 'pickUp', item: 'i1', player: 'p1', to: 's3' };
const handOver = (transfer: number, version: number, to = 's2', player = 'p1'): Message => ({
  type: 'handOver',
  player,
  from: 's1',
  to,
  token: 1,
  transfer,
  version,
  isDamaged: false,
});
const saved = (version: number, token = 1): Message => ({
  type: 'save',
  player: 'p1',
  token,
  version,
  isDamaged: false,
});
const deliver = (message: Message): AuthorityCommand => ({ type: 'deliver', message });
/** It arrives, and what the coordinator answers does not. */
const unheard = (message: Message): AuthorityCommand => ({ type: 'deliver', message, fault: 'replyLost' });
const saveBy = (server: string): AuthorityCommand => ({ type: 'save', server, player: 'p1' });
const drop = (message: Message): AuthorityCommand => ({ type: 'drop', message });
const tick = (byMs: number): AuthorityCommand => ({ type: 'tick', byMs });
const on = (type: 'crash' | 'cut' | 'heal' | 'restart', server: string): AuthorityCommand => ({ type, server });

/** Four tries, all lost: after 100 + 50, 100 + 100, 100 + 200 and 100 ms. */
const triedInVain = [request, drop(handOver(1, 0))].concat(
  [150, 200, 300].flatMap((byMs) => [tick(byMs), drop(handOver(1, 0))]),
);

/** One rule of authority, in a run that shows it, and the outcome of its last command. */
const namedRuns: readonly {
  readonly says: string;
  readonly without?: readonly (keyof AuthorityPolicies)[];
  readonly run: readonly AuthorityCommand[];
  readonly ends: AuthorityOutcome;
}[] = [
  {
    says: 'what was sent for an earlier transfer, since taken back, is not confirmed for a later one to the same target',
    run: [request, ...[150, 200, 300, 100].map(tick), save, deliver(saved(1)), request, deliver(handOver(1, 0))],
    ends: { type: 'notOpen' },
  },
  {
    says: 'what was sent for that later one is',
    run: [request, ...[150, 200, 300, 100].map(tick), save, deliver(saved(1)), request, deliver(handOver(2, 1))],
    ends: { type: 'granted', token: 2 },
  },
  {
    says: 'a source does not try again before its time',
    run: [request, drop(handOver(1, 0)), tick(149), drop(handOver(1, 0))],
    ends: { type: 'notInFlight' },
  },
  {
    says: 'and does then',
    run: [request, drop(handOver(1, 0)), tick(150), drop(handOver(1, 0))],
    ends: { type: 'dropped' },
  },
  {
    says: 'after three retries in vain the player is still frozen in the last millisecond',
    run: [...triedInVain, tick(99), save],
    ends: { type: 'frozen' },
  },
  { says: 'and free again after it', run: [...triedInVain, tick(100), save], ends: { type: 'sent' } },
  {
    says: 'where nobody takes it back, the watchdog does after 10 s and no sooner',
    without: ['rollback'],
    run: [...triedInVain, tick(100), tick(9250), save],
    ends: { type: 'sent' },
  },
  {
    says: 'where nobody takes it back, it is frozen until then',
    without: ['rollback'],
    run: [...triedInVain, tick(100), tick(9249), save],
    ends: { type: 'frozen' },
  },
  {
    says: 'a target is asked as long as it was heard of within 5 s',
    run: [on('cut', 's2'), tick(4999), request],
    ends: { type: 'requested' },
  },
  {
    says: 'and not after that',
    run: [on('cut', 's2'), tick(5000), request],
    ends: { type: 'targetUnavailable' },
  },
  {
    says: 'a server that is cut off goes on until its lease ends',
    run: [on('cut', 's1'), tick(29_999), save],
    ends: { type: 'sent' },
  },
  { says: 'and no longer', run: [on('cut', 's1'), tick(30_000), save], ends: { type: 'leaseOver' } },
  {
    says: 'what it sent before that and arrives when another has the player is refused',
    run: [save, on('cut', 's1'), tick(30_000), deliver(saved(1))],
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'a server that restarts has its players under a new token',
    run: [save, on('crash', 's1'), on('restart', 's1'), deliver(saved(1))],
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'saves that overtake each other do not undo each other',
    run: [save, save, deliver(saved(2)), deliver(saved(1))],
    ends: { type: 'outOfDate' },
  },
  {
    says: 'not even out of a replica does a player take an item twice',
    without: ['singleSource'],
    run: [pickUp, pickUp],
    ends: { type: 'alreadyTaken' },
  },
  {
    says: 'nor a second time from its owner, who has the original',
    without: ['singleSource'],
    run: [
      { ...pickUp, server: 's1' },
      { ...request, to: 's3' },
      deliver(handOver(1, 0, 's3')),
      { ...pickUp, server: 's3' },
    ],
    ends: { type: 'alreadyTaken' },
  },
  {
    says: 'what one has out of a replica, another takes from its owner: both have it',
    without: ['singleSource'],
    run: [
      pickUp,
      { ...request, player: 'p2', to: 's3' },
      deliver(handOver(1, 0, 's3', 'p2')),
      { ...pickUp, server: 's3', player: 'p2' },
    ],
    ends: { type: 'pickedUp' },
  },
  {
    says: 'whoever comes second for an item that a player has is told so',
    run: [pickUp, tick(1000), pickUp, deliver(forwarded), deliver(forwarded)],
    ends: { type: 'alreadyTaken' },
  },
  {
    says: 'whoever picks up what is another’s sees it go at once',
    run: [pickUp, pickUp],
    ends: { type: 'notShown' },
  },
  {
    says: 'and sees it again within a second, where the message was lost',
    run: [pickUp, drop(forwarded), tick(1000), pickUp],
    ends: { type: 'forwarded' },
  },
  {
    says: 'or never, where nobody looks',
    without: ['refresh'],
    run: [pickUp, drop(forwarded), tick(1000), pickUp],
    ends: { type: 'notShown' },
  },
  {
    says: 'whoever did not hear the answer has the player out of the message that comes a second time, as it was sent',
    run: [
      save,
      drop(saved(1)),
      request,
      tick(150),
      unheard(handOver(1, 1)),
      deliver(handOver(1, 1)),
      saveBy('s2'),
      deliver(saved(2, 2)),
    ],
    ends: { type: 'saved' },
  },
  {
    says: 'and with the next heartbeat where none does: anew, and as the store has it',
    run: [save, deliver(saved(1)), request, unheard(handOver(1, 1)), tick(1), saveBy('s2'), deliver(saved(2, 3))],
    ends: { type: 'saved' },
  },
  {
    says: 'or when it is in contact again',
    run: [
      request,
      unheard(handOver(1, 0)),
      on('cut', 's2'),
      tick(150),
      on('heal', 's2'),
      saveBy('s2'),
      deliver(saved(1, 3)),
    ],
    ends: { type: 'saved' },
  },
  {
    says: 'it does not have it before',
    run: [request, unheard(handOver(1, 0)), saveBy('s2')],
    ends: { type: 'notHeld' },
  },
  {
    says: 'what comes a second time changes nothing where the player is there, and has done something since',
    run: [
      request,
      tick(150),
      deliver(handOver(1, 0)),
      saveBy('s2'),
      deliver(handOver(1, 0)),
      saveBy('s2'),
      deliver(saved(2, 2)),
    ],
    ends: { type: 'saved' },
  },
  {
    says: 'a source that did not hear that its transfer is open has frozen nothing',
    run: [unheardRequest, save],
    ends: { type: 'sent' },
  },
  {
    says: 'and asks for another in its place, which takes none of the limit',
    run: [unheardRequest, { ...request, player: 'p2' }, request, deliver(handOver(2, 0))],
    ends: { type: 'granted', token: 2 },
  },
  {
    says: 'the one that it did not hear of is over with that',
    run: [unheardRequest, request, deliver(handOver(2, 0)), deliver(handOver(1, 0))],
    ends: { type: 'notInFlight' },
  },
  {
    says: 'or else the watchdog takes it back',
    run: [unheardRequest, { ...request, player: 'p2', to: 's3' }, tick(10_000), request],
    ends: { type: 'requested' },
  },
  {
    says: 'whoever is cut off does not even ask',
    run: [request, on('cut', 's2'), unheard(handOver(1, 0)), on('heal', 's2'), saveBy('s2')],
    ends: { type: 'notHeld' },
  },
];

test.each(namedRuns.map((rule) => [rule.says, rule] as const))('%s', async (_says, { without = [], run, ends }) => {
  const policies = policiesWithout(authority, without) as AuthorityPolicies;
  expect(await lastOutcome(setUp(authority, { system: 'sqlite', policies, scope }), run)).toEqual(ends);
});

const rush: AuthorityScope = { ...scope, players: 4, active: 4, throttledFrom: 2 };
const crossing = (player: string): AuthorityCommand => ({ ...request, player });

test.each<{
  says: string;
  run: readonly AuthorityCommand[];
  ends: AuthorityOutcome['type'];
  active?: number;
  without?: readonly (keyof AuthorityPolicies)[];
}>([
  { says: 'below the threshold nobody waits', run: [crossing('p1'), crossing('p2')], ends: 'requested' },
  { says: 'from there on one is let in', run: ['p1', 'p2', 'p3'].map(crossing), ends: 'requested' },
  { says: 'and the next has to wait', run: ['p1', 'p2', 'p3', 'p4'].map(crossing), ends: 'throttled' },
  {
    says: 'until the bucket is full again, and no sooner',
    run: [...['p1', 'p2', 'p3'].map(crossing), tick(9), crossing('p4')],
    ends: 'throttled',
  },
  {
    says: 'after 10 ms',
    run: [...['p1', 'p2', 'p3'].map(crossing), tick(10), crossing('p4')],
    ends: 'requested',
  },
  {
    says: 'whoever was refused has taken nothing',
    run: [...['p1', 'p2', 'p3', 'p4'].map(crossing), tick(10), crossing('p4')],
    ends: 'requested',
  },
  {
    says: 'those under way go on, and what they leave free is for whoever comes',
    run: [
      ...['p1', 'p2', 'p3'].map(crossing),
      deliver(handOver(1, 0)),
      deliver(handOver(1, 0, 's2', 'p2')),
      crossing('p4'),
    ],
    ends: 'requested',
  },
  {
    says: 'where nobody keeps to it, what is taken is noted all the same',
    without: ['throttle'],
    run: ['p1', 'p2', 'p3', 'p4'].map(crossing),
    ends: 'requested',
  },
  {
    says: 'where all places are taken it says so, whatever is in the bucket',
    active: 3,
    run: ['p1', 'p2', 'p3', 'p4'].map(crossing),
    ends: 'queueFull',
  },
])('where two are active, new ones are throttled: $says', async ({ run, ends, active = 4, without = [] }) => {
  const policies = policiesWithout(authority, without) as AuthorityPolicies;
  const pair = setUp(authority, { system: 'sqlite', policies, scope: { ...rush, active } });
  expect((await lastOutcome(pair, run))?.type).toBe(ends);
});

/** Two players and an item: what one takes out of a replica is there for the other, if nothing keeps it from that. */
const replicas: AuthorityScope = { ...scope, servers: 2, transfers: 1, writes: 0, messages: 1, repeats: 0, faults: 0 };

/** One count less than in the scope of this name, with the same outcomes. The whole scopes: rules.long.test.ts. */
const overlap: AuthorityScope = { ...(authority.scopes['overlap'] ?? scope), messages: 1 };
const members: AuthorityScope = { ...(authority.scopes['members'] ?? scope), transfers: 1 };
const fewInRush: AuthorityScope = { ...(authority.scopes['rush'] ?? scope), players: 2 };

test.each([
  { name: 'overlap scope with one message', own: overlap, off: [] },
  { name: 'crowd scope', own: authority.scopes['crowd'] ?? scope, off: [] },
  { name: 'members scope with one transfer', own: members, off: [] },
  { name: 'rush scope with two players', own: fewInRush, off: [] },
  { name: 'crowd scope', own: authority.scopes['crowd'] ?? scope, off: ['admission'] },
  { name: 'world of replicas', own: replicas, off: ['singleSource'] },
])('every edge of the $name is driven on sqlite without $off, and the two agree', async ({ own, off }) => {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  const open = authority.systems[0]?.open;
  if (open === undefined) throw new Error('authority has no system');
  const driven = await driveEdges(
    { model: authority.model(policies, own), open: () => open({ policies, scope: own, terms: usualAuthorityTerms }) },
    { maxStates: 5000 },
  );
  expect(driven).toMatchObject({ violations: [], drivenEdges: driven.edges });
  expect(driven.edges).toBeGreaterThan(100);
});
