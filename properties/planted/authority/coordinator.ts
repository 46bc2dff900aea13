import type { SystemBug } from '../system-bug.ts';

const subject = 'authority';
const systems = ['sqlite'];
const coordinator = 'src/real/authority/coordinator.ts';
const members = 'src/real/authority/members.ts';
const admission = 'src/real/authority/admission.ts';

/** Bugs of the coordinator and its members. */
export const coordinatorBugs: readonly SystemBug[] = [
  {
    name: 'the coordinator hands over to the most loaded server',
    subject,
    systems,
    kind: 'wrong order',
    breaks: 'after a crash one server has all players',
    needs: ['a server that is gone', 'two other servers with different loads'],
    patch: { file: coordinator, replaces: 'a.load - b.load', by: 'b.load - a.load' },
  },
  {
    name: 'one member only is asked for the highest token',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'a token is given out twice',
    needs: ['a member that missed a grant', 'the return of this member'],
    patch: {
      file: members,
      replaces: 'Math.max(...asked.map((member) => member.highest(player))) + 1',
      by: '(asked[0]?.highest(player) ?? 0) + 1',
    },
  },
  {
    name: 'a token is recorded by one member only',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'a token is given out twice',
    patch: {
      file: members,
      replaces: 'for (const member of asked) member.note',
      by: 'for (const member of asked.slice(0, 1)) member.note',
    },
  },
  {
    name: 'half a quorum is taken for a majority',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'both halves of a parted coordinator give out the same token',
    needs: ['an even number of members', 'half of them out of reach'],
    equivalence:
      'an odd number of members has no half, and the scope members has three; with four members the bug shows',
    patch: { file: members, replaces: 'count > members.size / 2', by: 'count >= members.size / 2' },
  },
  {
    name: 'a server is not gone at the instant at which its lease ends',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'players of a server that is gone wait longer than allowed',
    patch: {
      file: coordinator,
      replaces: 'leaseUntilMs <= clock.nowMs() : isSilent',
      by: 'leaseUntilMs < clock.nowMs() : isSilent',
    },
  },
  {
    name: 'a server is silent one instant too late',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a player is sent to a server that does not answer',
    patch: { file: coordinator, replaces: '+ heartbeatMs <= clock.nowMs()', by: '+ heartbeatMs < clock.nowMs()' },
  },
  {
    name: 'the watchdog ends a transfer one instant too late',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a player is frozen for longer than allowed',
    needs: ['a transfer without an answer', 'no roll-back by its source'],
    patch: {
      file: coordinator,
      replaces: 'transfer.endsAtMs <= clock.nowMs()',
      by: 'transfer.endsAtMs < clock.nowMs()',
    },
  },
  {
    name: 'a roll-back that was carried out thaws no player',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a player stays frozen on its server',
    needs: ['a transfer that has ended', 'a source that does not know the end'],
    patch: {
      file: coordinator,
      replaces: 'if (isTakenBack || transfer === null) await',
      by: 'if (isTakenBack) await',
    },
  },
  {
    name: 'a late hand-over of an earlier transfer counts as confirmed',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'the source of an earlier transfer releases a player under an old token',
    needs: ['two transfers of a player to the same server', 'a duplicated message of the first'],
    patch: {
      file: coordinator,
      replaces: 'record?.server === to && record.transfers === transfer',
      by: 'record?.server === to',
    },
  },
  {
    name: 'a transfer to a silent server is opened',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a player is frozen for a transfer that cannot succeed',
    needs: ['a server that is silent', 'a request to this server'],
    patch: {
      file: coordinator,
      replaces: "      if (isSilent(leases[to])) return { type: 'targetUnavailable' };\n",
      by: '',
    },
  },
  {
    name: 'a server with an old token is not granted its player again',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a server refuses to save for its own player',
    needs: ['a grant that did not reach its server', 'an older copy of the player on this server'],
    patch: {
      file: coordinator,
      replaces: 'record.server === server && tokens[player] !== record.token',
      by: 'record.server === server && tokens[player] === undefined',
    },
  },
  {
    name: 'items are moved as soon as their server is silent',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'two servers give out the same item',
    patch: { file: coordinator, replaces: 'isGone(tables.leases[owner])', by: 'isSilent(tables.leases[owner])' },
  },
  {
    name: 'a player hears of an unavailable server once only',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a player gets no notice of the second outage',
    needs: ['an outage that is over', 'a second outage'],
    patch: {
      file: coordinator,
      replaces: 'if (isServed) unserved.delete(player);\n    else if',
      by: 'if (isServed) return;\n    if',
    },
  },
  {
    name: 'a damaged hand-over notifies no player',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'an alarm never comes: a player is rolled back without a notice',
    patch: { file: coordinator, replaces: "      notify(player, 'stateError');\n", by: '' },
  },
  {
    name: 'one transfer more than allowed is active',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'transfers under way become slow',
    patch: { file: admission, replaces: 'others >= mostActive', by: 'others > mostActive' },
  },
  {
    name: 'the throttle begins one transfer too late',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a rush is not slowed down in time',
    patch: { file: admission, replaces: 'others < throttledFrom', by: 'others <= throttledFrom' },
  },
  {
    name: 'the bucket of the throttle is refilled from its last transfer',
    subject,
    systems,
    kind: 'stale read',
    breaks: 'after a quiet time a rush is not slowed down',
    needs: ['an active transfer', 'a bucket that has been full for some time'],
    patch: {
      file: admission,
      replaces: 'Math.max(bucketFullAtMs, nowMs) + transferRefillMs',
      by: 'bucketFullAtMs + transferRefillMs',
    },
  },
];
