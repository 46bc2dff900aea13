import type { AuthorityCommand, AuthorityPolicies, Message } from '../../alphabets/authority.ts';
import type { ManualRun } from '../../kernel/subject.ts';
import type { AuthoritySubject } from './subject-type.ts';

const ofAnyServer = { noSuchServer: 'refused', serverDown: 'refused' } as const;
const ofAnyPlayer = { ...ofAnyServer, notHeld: 'refused', frozen: 'refused', leaseOver: 'refused' } as const;

/** Every outcome that each command of authority can have. */
export const authorityOutcomes: Required<AuthoritySubject>['outcomes'] = {
  request: {
    ...ofAnyPlayer,
    requested: 'accepted',
    unreachable: 'refused',
    noSuchTarget: 'refused',
    targetUnavailable: 'refused',
    queueFull: 'refused',
    throttled: 'refused',
  },
  deliver: {
    granted: 'accepted',
    alreadyConfirmed: 'refused',
    notOpen: 'refused',
    damaged: 'refused',
    unreachable: 'refused',
    serverDown: 'refused',
    released: 'accepted',
    nothingToRelease: 'refused',
    saved: 'accepted',
    stale: 'refused',
    outOfDate: 'refused',
    pickedUp: 'accepted',
    alreadyTaken: 'refused',
    notOwner: 'refused',
    notInFlight: 'refused',
  },
  drop: { dropped: 'accepted', notInFlight: 'refused' },
  save: { ...ofAnyPlayer, sent: 'accepted' },
  pickUp: {
    ...ofAnyPlayer,
    forwarded: 'accepted',
    pickedUp: 'accepted',
    alreadyTaken: 'refused',
    noSuchItem: 'refused',
    notShown: 'refused',
  },
  crash: { ...ofAnyServer, crashed: 'accepted' },
  restart: { unreachable: 'refused', restarted: 'accepted', alreadyUp: 'refused', noSuchServer: 'refused' },
  cut: { ...ofAnyServer, cut: 'accepted', alreadyCut: 'refused' },
  heal: { ...ofAnyServer, healed: 'accepted', notCut: 'refused' },
  part: { parted: 'accepted', alreadyParted: 'refused', noSuchMember: 'refused' },
  join: { joined: 'accepted', notParted: 'refused', noSuchMember: 'refused' },
  tick: { ticked: 'accepted', notForward: 'refused' },
};

type OfServer = Extract<AuthorityCommand, { server: string }>;
const request: OfServer = { type: 'request', server: 's1', player: 'p1', to: 's2' };
const save: OfServer = { type: 'save', server: 's1', player: 'p1' };
const pickUp: OfServer = { type: 'pickUp', server: 's1', player: 'p1', item: 'i1' };
const ofServer = [request, save, pickUp];
const power = (['crash', 'cut', 'heal'] as const).map((type): OfServer => ({ type, server: 's1' }));
const cut: OfServer = { type: 'cut', server: 's1' };
const crash: OfServer = { type: 'crash', server: 's1' };
const lost: Message = { type: 'pickUp', item: 'i1', player: 'p1', to: 's2' };
const part = (member: string): AuthorityCommand => ({ type: 'part', member });
const tick = (byMs: number): AuthorityCommand => ({ type: 'tick', byMs });

/** Commands that no sane server takes, and that both sides must refuse. */
export const authorityManualRuns: readonly ManualRun<AuthorityCommand, keyof AuthorityPolicies>[] = [
  ...[...ofServer, ...power].map((command) => ({ commands: [Object.assign({}, command, { server: 'nobody' })] })),
  ...[...ofServer, ...power].map((command) => ({ commands: [crash, command] })),
  ...ofServer.map((command) => ({ commands: [Object.assign({}, command, { player: 'nobody' })] })),
  ...ofServer.map((command) => ({ commands: [request, command] })),
  ...ofServer.map((command) => ({ commands: [cut, tick(30_000), command] })),
  { commands: [cut, request] },
  { commands: [{ ...request, to: 's1' }] },
  { commands: [{ ...request, to: 'nobody' }] },
  { commands: [Object.assign({}, pickUp, { item: 'nothing' })] },
  { commands: [Object.assign({}, crash, { server: 's2' }), tick(5000), request] },
  { commands: [pickUp, pickUp] },
  { commands: [pickUp, tick(1000), pickUp, { type: 'deliver', message: lost }, { type: 'deliver', message: lost }] },
  {
    commands: [
      pickUp,
      { type: 'crash', server: 's2' },
      tick(30_000),
      { type: 'restart', server: 's2' },
      { type: 'deliver', message: lost },
    ],
  },
  { without: ['singleSource'], commands: [pickUp, pickUp] },
  { commands: [cut, cut] },
  { commands: [{ type: 'heal', server: 's1' }] },
  { commands: [{ type: 'restart', server: 's1' }] },
  { commands: [{ type: 'restart', server: 'nobody' }] },
  { commands: [{ type: 'deliver', message: lost }] },
  { commands: [{ type: 'drop', message: lost }] },
  { commands: [part('m1'), part('m1')] },
  { commands: [part('m1'), part('m2'), crash, { type: 'restart', server: 's1' }] },
  { commands: [part('nobody')] },
  { commands: [{ type: 'join', member: 'm1' }] },
  { commands: [{ type: 'join', member: 'nobody' }] },
  { commands: [tick(0)] },
];
