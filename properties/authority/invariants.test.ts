import type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityView,
  HeldPlayer,
  Item,
  PlayerRecord,
  ServerView,
} from '../../src/alphabets/authority.ts';
import type { Step } from '../../src/kernel/invariant.ts';
import { copyJson } from '../../src/kernel/json.ts';
import { authorityInvariants, settledAuthorityInvariants } from '../../src/model/authority/invariants.ts';
import { usualAuthorityTerms } from '../../src/model/authority/rules.ts';
import type { InvariantCases } from '../subjects/invariant-cases.ts';
import { testInvariants } from '../subjects/invariant-cases.ts';

type AuthorityStep = Step<AuthorityView, AuthorityCommand, AuthorityOutcome>;

/** s1 has p1, as it was saved; s2 has p2, who has done something since the last save. Nothing is under way. */
const sound: AuthorityView = {
  nowMs: 20_000,
  servers: {
    s1: { isUp: true, isCut: false, leaseUntilMs: 50_000, holds: { p1: copy({ token: 2, version: 3 }) }, hidden: [] },
    s2: { isUp: true, isCut: false, leaseUntilMs: 50_000, holds: { p2: copy({ token: 1, version: 2 }) }, hidden: [] },
  },
  players: {
    p1: { server: 's1', token: 2, saved: { version: 3, isDamaged: false }, transfer: null, transfers: 1 },
    p2: { server: 's2', token: 1, saved: { version: 1, isDamaged: false }, transfer: null, transfers: 0 },
  },
  items: { i1: { owner: 's2', places: ['world'] } },
  members: {},
  bucketFullAtMs: 20_010,
  messages: [],
  limits: { active: 1, throttledFrom: 1, retries: 1, messages: 2 },
};

function copy(of: Pick<HeldPlayer, 'token' | 'version'>): HeldPlayer {
  return { ...of, isDamaged: false, handOver: null };
}

type Change = (view: AuthorityView) => unknown;

const ticked = [{ type: 'tick', byMs: 1 }, { type: 'ticked' }] as const;

/** A step to the sound state, changed by hand, from the sound state, perhaps changed as well. */
function stepTo(
  change: Change,
  [command, outcome]: readonly [AuthorityCommand, AuthorityOutcome] = ticked,
  changeBefore: Change = () => undefined,
): AuthorityStep {
  const before = copyJson(sound);
  changeBefore(before);
  const after = copyJson(before);
  change(after);
  return { before, command, outcome, after };
}

function get<Value>(record: Record<string, Value>, name: string): Value {
  const value = record[name];
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

const server = (view: AuthorityView, name: string): ServerView => get(view.servers, name);
const player = (view: AuthorityView, name: string): PlayerRecord => get(view.players, name);
const item = (view: AuthorityView): Item => get(view.items, 'i1');
const held = (view: AuthorityView, name: string): HeldPlayer =>
  get(server(view, name === 'p1' ? 's1' : 's2').holds, name);

/** p1 is on its way to s2, tried so often, and next at this instant. */
function handingOver(retries: number, nextAtMs: number | null): Change {
  return (view) => {
    player(view, 'p1').transfer = { to: 's2', endsAtMs: 25_000 };
    held(view, 'p1').handOver = { to: 's2', transfer: 1, retries, nextAtMs };
  };
}

const rolledBack: Change = (view) => {
  player(view, 'p1').transfer = null;
  held(view, 'p1').handOver = null;
};

/** A save of p1 arrives under this token, and is answered so. */
function arrives(token: number, outcome: AuthorityOutcome): readonly [AuthorityCommand, AuthorityOutcome] {
  return [{ type: 'deliver', message: { type: 'save', player: 'p1', token, version: 4, isDamaged: false } }, outcome];
}

/** p1 arrives at s2, which has confirmed it before. */
const handedOver: readonly [AuthorityCommand, AuthorityOutcome] = [
  {
    type: 'deliver',
    message: {
      type: 'handOver',
      player: 'p1',
      from: 's1',
      to: 's2',
      token: 2,
      transfer: 1,
      version: 3,
      isDamaged: false,
    },
  },
  { type: 'alreadyConfirmed' },
];

/** p1 goes to s2, under this token. */
function goes(token: number): Change {
  return (view) => {
    Object.assign(player(view, 'p1'), { server: 's2', token, transfer: null });
    server(view, 's2').holds['p1'] = copy({ token, version: 3 });
  };
}

const cases: InvariantCases<AuthorityView, AuthorityCommand, AuthorityOutcome>[] = [
  {
    id: 'INV_201',
    broken: [
      ['a write under an older token', stepTo(() => undefined, arrives(1, { type: 'saved' }))],
      ['a write under a token that nobody was given', stepTo(() => undefined, arrives(3, { type: 'saved' }))],
    ],
    kept: [
      ['a write under the current token', stepTo(() => undefined, arrives(2, { type: 'saved' }))],
      ['an older one that is refused', stepTo(() => undefined, arrives(1, { type: 'stale', token: 2 }))],
    ],
  },
  {
    id: 'INV_202',
    broken: [
      ['a token that goes down', stepTo((v) => (player(v, 'p1').token = 1))],
      ['a player who goes under the same token', stepTo(goes(2))],
      ['a player who is no more', stepTo((v) => delete v.players['p2'])],
    ],
    kept: [
      ['a player who goes under a new token', stepTo(goes(3))],
      ['a server that gets its player anew', stepTo((v) => (player(v, 'p1').token = 3))],
    ],
  },
  {
    id: 'INV_203',
    broken: [
      ['a player who goes while the lease runs', stepTo(goes(3))],
      [
        'a player who goes elsewhere than where it was handed over to',
        stepTo(goes(3), ticked, (v) => (player(v, 'p1').transfer = { to: 's3', endsAtMs: 25_000 })),
      ],
      ['the last millisecond of the lease', stepTo(goes(3), ticked, (v) => (server(v, 's1').leaseUntilMs = 20_001))],
    ],
    kept: [
      ['a player who was handed over', stepTo(goes(3), ticked, handingOver(0, 20_100))],
      ['a lease that is over', stepTo(goes(3), ticked, (v) => (server(v, 's1').leaseUntilMs = 20_000))],
      ['a player who stays', stepTo((v) => (player(v, 'p1').token = 3))],
    ],
  },
  {
    id: 'INV_204',
    broken: [
      ['an item in the world and with a player', stepTo((v) => (item(v).places = ['p1', 'world']))],
      ['an item with two players', stepTo((v) => (item(v).places = ['p1', 'p2']))],
      ['an item nowhere', stepTo((v) => (item(v).places = []))],
    ],
    kept: [['an item with a player', stepTo((v) => (item(v).places = ['p1']))]],
  },
  {
    id: 'INV_205',
    broken: [
      ['an older version', stepTo((v) => (player(v, 'p1').saved = { version: 2, isDamaged: false }))],
      ['a player whose save is gone', stepTo((v) => delete v.players['p1'])],
    ],
    kept: [['a newer version', stepTo((v) => (player(v, 'p1').saved = { version: 4, isDamaged: false }))]],
  },
  {
    id: 'INV_206',
    broken: [
      [
        'a damaged state on a server',
        stepTo((v) => (server(v, 's2').holds['p1'] = { ...held(v, 'p1'), isDamaged: true })),
      ],
    ],
    kept: [
      [
        'a damaged state on the network',
        stepTo((v) =>
          Object.assign(v, {
            messages: [{ type: 'save', player: 'p1', token: 2, version: 4, isDamaged: true }],
          }),
        ),
      ],
    ],
  },
  {
    id: 'INV_207',
    broken: [
      ['a transfer at the end of its time', stepTo((v) => (player(v, 'p1').transfer = { to: 's2', endsAtMs: 20_000 }))],
    ],
    kept: [['one a millisecond before', stepTo((v) => (player(v, 'p1').transfer = { to: 's2', endsAtMs: 20_001 }))]],
  },
  {
    id: 'INV_208',
    broken: [
      [
        'a last try that is over, and nobody takes it back',
        stepTo((v) => (held(v, 'p1').handOver = null), ticked, handingOver(1, 20_000)),
      ],
    ],
    kept: [
      ['one that is taken back', stepTo(rolledBack, ticked, handingOver(1, 20_000))],
      ['a try that is not the last', stepTo(() => undefined, ticked, handingOver(0, 20_000))],
      ['a last try that still has time', stepTo(() => undefined, ticked, handingOver(1, 20_001))],
      [
        'a source that cannot tell the coordinator',
        stepTo((v) => (server(v, 's1').isCut = true), ticked, handingOver(1, 20_000)),
      ],
      ['a source that has given up before', stepTo(() => undefined, ticked, handingOver(1, null))],
    ],
  },
  {
    id: 'INV_209',
    broken: [['a transfer that is given up at the first try', stepTo(rolledBack, ticked, handingOver(0, 20_000))]],
    kept: [
      ['one that was tried as often as it may be', stepTo(rolledBack, ticked, handingOver(1, 20_000))],
      [
        'a target that is not heard of',
        stepTo(rolledBack, ticked, (v) => {
          handingOver(0, 20_000)(v);
          server(v, 's2').leaseUntilMs = 45_000;
        }),
      ],
      [
        'a transfer that has had its time',
        stepTo(rolledBack, ticked, (v) => {
          handingOver(0, 20_000)(v);
          player(v, 'p1').transfer = { to: 's2', endsAtMs: 20_000 };
        }),
      ],
      [
        'a transfer that is refused by its target',
        stepTo(rolledBack, arrives(2, { type: 'damaged' }), handingOver(0, 20_000)),
      ],
      ['a player who has gone over', stepTo(goes(3), ticked, handingOver(0, 20_000))],
    ],
  },
  {
    id: 'INV_210',
    broken: [
      [
        'one transfer too many',
        stepTo((v) => {
          handingOver(0, null)(v);
          player(v, 'p2').transfer = { to: 's1', endsAtMs: 25_000 };
        }),
      ],
    ],
    kept: [['as many as there may be', stepTo(handingOver(0, null))]],
  },
  {
    id: 'INV_211',
    broken: [['an owner with less than what is saved', stepTo((v) => (held(v, 'p1').version = 2))]],
    kept: [
      ['an owner with more', stepTo((v) => (held(v, 'p1').version = 9))],
      ['an owner whose token is over', stepTo((v) => Object.assign(held(v, 'p1'), { token: 1, version: 0 }))],
      ['an owner who has lost it', stepTo((v) => (server(v, 's1').holds = {}))],
    ],
  },
  {
    id: 'INV_213',
    broken: [
      ['the same token on two servers', stepTo((v) => (server(v, 's2').holds['p1'] = copy({ token: 2, version: 0 })))],
    ],
    kept: [
      ['an older one', stepTo((v) => (server(v, 's2').holds['p1'] = copy({ token: 1, version: 3 })))],
      [
        'the same token for another player',
        stepTo((v) => (server(v, 's1').holds['p2'] = copy({ token: 2, version: 0 }))),
      ],
    ],
  },
  {
    id: 'INV_214',
    broken: [
      ['a confirmation by a server that has not got the player', stepTo(() => undefined, handedOver)],
      [
        'by one that has it under an older token',
        stepTo((v) => {
          goes(3)(v);
          server(v, 's2').holds['p1'] = copy({ token: 1, version: 3 });
        }, handedOver),
      ],
    ],
    kept: [
      ['by one that has it', stepTo(goes(3), handedOver)],
      ['a target that is told nothing', stepTo(() => undefined, [handedOver[0], { type: 'unreachable' }])],
    ],
  },
  {
    id: 'INV_215',
    broken: [
      ['two at once', stepTo((v) => (v.bucketFullAtMs = 20_020))],
      ['one a millisecond too soon', stepTo((v) => (v.bucketFullAtMs = 20_011))],
    ],
    kept: [
      ['one just now', stepTo(() => undefined)],
      ['none for a long time', stepTo((v) => (v.bucketFullAtMs = 0))],
    ],
  },
  {
    id: 'INV_216',
    broken: [['a server that does not show what is there', stepTo((v) => (server(v, 's1').hidden = ['i1']))]],
    kept: [
      ['everything shown', stepTo(() => undefined)],
      [
        'what somebody has',
        stepTo((v) => {
          server(v, 's1').hidden = ['i1'];
          item(v).places = ['p1'];
        }),
      ],
      ['a server that is down', stepTo((v) => Object.assign(server(v, 's1'), { isUp: false, hidden: ['i1'] }))],
    ],
  },
  {
    id: 'INV_212',
    broken: [
      ['an owner that is down', stepTo((v) => (server(v, 's1').isUp = false))],
      ['an owner that is cut off', stepTo((v) => (server(v, 's1').isCut = true))],
      ['an owner that has not got the player', stepTo((v) => (server(v, 's1').holds = {}))],
      ['an owner whose token is old', stepTo((v) => Object.assign(held(v, 'p1'), { token: 1 }))],
      [
        'a player who is frozen',
        stepTo((v) => (held(v, 'p1').handOver = { to: 's2', transfer: 1, retries: 0, nextAtMs: null })),
      ],
      ['a transfer that is active', stepTo((v) => (player(v, 'p1').transfer = { to: 's2', endsAtMs: 25_000 }))],
      ['an item of a server that is none', stepTo((v) => (item(v).owner = 's9'))],
      ['a player of a server that is none', stepTo((v) => (player(v, 'p1').server = 's9'))],
    ],
    kept: [
      ['everybody in place', stepTo(() => undefined)],
      [
        'another server that remembers a player',
        stepTo((v) => (server(v, 's2').holds['p1'] = copy({ token: 1, version: 1 }))),
      ],
    ],
  },
];

testInvariants([...authorityInvariants(usualAuthorityTerms), ...settledAuthorityInvariants], cases);
