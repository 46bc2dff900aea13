import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** What every model here answers. */
type Answer = Outcome & { readonly type: 'done' | 'refused'; readonly job?: string };
const done: Answer = { type: 'done' };
const refused: Answer = { type: 'refused' };

/** A small model with a planted bug, and what is known of the shortest run to it. */
export interface Challenge<State, C extends Command> {
  readonly name: string;
  readonly model: Model<State, C, Answer, State>;
  /** Every command that there is, in whatever state: what a generator draws from that does not know the model. */
  readonly alphabet: readonly C[];
  readonly laneOf: (command: C) => string;
  /** The one that every seed should come to; there is none shorter. */
  readonly minimal: readonly C[];
}

/** A challenge of which nothing more is known. */
export type AnyChallenge = Challenge<unknown, Command>;

const workers = ['w1', 'w2', 'w3'];

type HandBackCommand = Command & ({ type: 'transfer' | 'mark' | 'commit' } | { type: 'noop'; number: number });
interface HandBackState {
  owner: number;
  isMarked: boolean;
  isCommittedWrongly: boolean;
}

const handBackAlphabet: readonly HandBackCommand[] = [
  { type: 'transfer' },
  { type: 'mark' },
  ...Array.from({ length: 10 }, (_, number) => ({ type: 'noop' as const, number })),
  { type: 'commit' },
];

/** Two transfers come to nothing together, and neither can go alone. */
const handBack: Challenge<HandBackState, HandBackCommand> = {
  name: 'S1 hand-back',
  model: {
    name: 'hand-back',
    initial: { owner: 0, isMarked: false, isCommittedWrongly: false },
    commands: () => handBackAlphabet,
    step(draft, { type }) {
      if (type === 'transfer') draft.owner = 1 - draft.owner;
      else if (type === 'mark') draft.isMarked = true;
      else if (type === 'commit' && draft.isMarked && draft.owner === 0) draft.isCommittedWrongly = true;
      return done;
    },
    view: (state) => state,
    invariants: [
      { id: 'UNMARKED', says: 'What is marked is not committed by 0.', holds: (state) => !state.isCommittedWrongly },
    ],
    recovery: () => [],
    settled: [],
  },
  alphabet: handBackAlphabet,
  laneOf: () => 'client',
  minimal: [{ type: 'mark' }, { type: 'commit' }],
};

type SharedIdCommand = Command & { type: 'enqueue' | 'commit'; id: number };
/** How often each id was committed; `null` where it was not enqueued. */
type SharedIdState = (number | null)[];

const ids = Array.from({ length: 20 }, (_, id) => id);

/** Three commands that say one id, which has to change in all of them together or in none. */
const sharedId: Challenge<SharedIdState, SharedIdCommand> = {
  name: 'S2 shared id',
  model: {
    name: 'shared id',
    initial: ids.map(() => null),
    commands: (state) => [
      ...ids.map((id): SharedIdCommand => ({ type: 'enqueue', id })),
      ...ids.filter((id) => state[id] !== null).map((id): SharedIdCommand => ({ type: 'commit', id })),
    ],
    step(draft, { type, id }) {
      const commits = draft[id] ?? null;
      if ((commits === null) !== (type === 'enqueue')) return refused;
      draft[id] = commits === null ? 0 : commits + 1;
      return done;
    },
    view: (state) => state,
    invariants: [
      { id: 'ONCE', says: 'No id is committed twice.', holds: (state) => state.every((commits) => (commits ?? 0) < 2) },
    ],
    recovery: () => [],
    settled: [],
  },
  alphabet: ids.flatMap((id): SharedIdCommand[] => [
    { type: 'enqueue', id },
    { type: 'commit', id },
  ]),
  laneOf: () => 'client',
  minimal: [
    { type: 'enqueue', id: 0 },
    { type: 'commit', id: 0 },
    { type: 'commit', id: 0 },
  ],
};

type LeaseCommand = Command &
  (
    | { type: 'enqueue' }
    | { type: 'reconcile' }
    | { type: 'lease' | 'crash' | 'commit' | 'complete'; worker: string }
    | { type: 'tick'; by: number }
  );
interface LeaseState {
  now: number;
  /** The instant at which its lease ends; `null` while there is none. */
  jobs: { id: string; leaseEnds: number | null; commits: number }[];
  holding: Record<string, string | null>;
}

const lifetime = 10;
const noHolding = Object.fromEntries(workers.map((worker) => [worker, null]));
const mostJobs = 5;
const ticks = Array.from({ length: 20 }, (_, index): LeaseCommand => ({ type: 'tick', by: index + 1 }));

function ofWorkers(...types: ('lease' | 'crash' | 'commit' | 'complete')[]): LeaseCommand[] {
  return workers.flatMap((worker) => types.map((type): LeaseCommand => ({ type, worker })));
}

const leaseAlphabet: readonly LeaseCommand[] = [
  { type: 'enqueue' },
  ...ofWorkers('lease', 'crash', 'commit'),
  ...ticks,
  { type: 'reconcile' },
];

function laneOfLease(command: LeaseCommand): string {
  if ('worker' in command) return command.worker;
  return command.type === 'tick' ? 'clock' : 'store';
}

/** A worker whose lease has run out commits all the same, and so does the one that has the job now. */
const leaseExpiry: Challenge<LeaseState, LeaseCommand> = {
  name: 'S3 lease expiry without fencing',
  model: {
    name: 'lease expiry without fencing',
    initial: { now: 0, jobs: [], holding: noHolding },
    commands: ({ jobs }) => (jobs.length < mostJobs ? leaseAlphabet : leaseAlphabet.slice(1)),
    step(draft, command) {
      if (command.type === 'tick') draft.now += command.by;
      else if (command.type === 'enqueue') return enqueue(draft);
      else if (command.type === 'reconcile') {
        for (const job of draft.jobs) if ((job.leaseEnds ?? Infinity) <= draft.now) job.leaseEnds = null;
      } else if (command.type === 'lease') {
        const free = ({ commits, leaseEnds }: LeaseState['jobs'][number]): boolean =>
          commits === 0 && (leaseEnds ?? 0) <= draft.now;
        return leaseFirst(draft, command.worker, free);
      } else if (command.type === 'crash') draft.holding[command.worker] = null;
      else return commitHeld(draft, command.worker);
      return done;
    },
    view: (state) => state,
    invariants: [
      { id: 'ONCE', says: 'No job is committed twice.', holds: ({ jobs }) => jobs.every(({ commits }) => commits < 2) },
    ],
    recovery: () => [],
    settled: [],
    symmetry: [workers],
    instants: (state) => ({
      clock: [state, 'now'],
      deadlines: state.jobs
        .filter(({ leaseEnds }) => leaseEnds !== null)
        .map((job): [object, string] => [job, 'leaseEnds']),
    }),
  },
  alphabet: leaseAlphabet,
  laneOf: laneOfLease,
  minimal: [
    { type: 'enqueue' },
    { type: 'lease', worker: 'w1' },
    { type: 'tick', by: 10 },
    { type: 'lease', worker: 'w2' },
    { type: 'commit', worker: 'w2' },
    { type: 'commit', worker: 'w1' },
  ],
};

function enqueue({ jobs }: LeaseState): Answer {
  if (jobs.length === mostJobs) return refused;
  const id = `j${jobs.length + 1}`;
  jobs.push({ id, leaseEnds: null, commits: 0 });
  return { ...done, job: id };
}

function leaseFirst(
  { now, jobs, holding }: LeaseState,
  worker: string,
  isFree: (job: LeaseState['jobs'][number]) => boolean,
): Answer {
  const job = jobs.find(isFree);
  if (job === undefined || holding[worker] !== null) return refused;
  job.leaseEnds = now + lifetime;
  holding[worker] = job.id;
  return { ...done, job: job.id };
}

function commitHeld({ jobs, holding }: LeaseState, worker: string): Answer {
  const job = jobs.find(({ id }) => id === holding[worker]);
  if (job === undefined) return refused;
  job.commits += 1;
  holding[worker] = null;
  return { ...done, job: job.id };
}

const lossAlphabet: readonly LeaseCommand[] = [{ type: 'enqueue' }, ...ofWorkers('lease', 'crash', 'complete')];

/** A job whose worker has crashed never comes back; that shows only once all others are done. */
const quiescence: Challenge<LeaseState, LeaseCommand> = {
  name: 'S4 quiescence',
  model: {
    name: 'quiescence',
    initial: { now: 0, jobs: [], holding: noHolding },
    commands: ({ jobs }) => (jobs.length < mostJobs ? lossAlphabet : lossAlphabet.slice(1)),
    step(draft, command) {
      if (command.type === 'enqueue') return enqueue(draft);
      if (!('worker' in command)) return refused;
      if (command.type === 'lease') return leaseFirst(draft, command.worker, ({ leaseEnds }) => leaseEnds === null);
      if (command.type === 'complete') return commitHeld(draft, command.worker);
      draft.holding[command.worker] = null;
      return done;
    },
    view: (state) => state,
    invariants: [],
    recovery: ({ jobs, holding }) =>
      workers.flatMap((worker): LeaseCommand[] => {
        if (holding[worker] !== null) return [{ type: 'complete', worker }];
        return jobs.some(({ leaseEnds }) => leaseEnds === null) ? [{ type: 'lease', worker }] : [];
      }),
    settled: [
      { id: 'DONE', says: 'Every job is done.', holds: ({ jobs }) => jobs.every(({ commits }) => commits > 0) },
    ],
    symmetry: [workers],
  },
  alphabet: lossAlphabet,
  laneOf: laneOfLease,
  minimal: [{ type: 'enqueue' }, { type: 'lease', worker: 'w1' }, { type: 'crash', worker: 'w1' }],
};

/** The four stateful shrinking challenges. */
export const challenges: readonly AnyChallenge[] = [handBack, sharedId, leaseExpiry, quiescence].map(
  (challenge) => challenge as unknown as AnyChallenge,
);

type ArmCommand = Command & { type: 'arm' | 'disarm' | 'fire'; side: 'left' | 'right' };
interface ArmState {
  armed: Record<string, boolean>;
  /** What was fired with the other side armed as well, and what without. */
  fired: { both: number; one: number };
}

const sides = ['left', 'right'] as const;
const armAlphabet = sides.flatMap((side): ArmCommand[] => [
  { type: 'arm', side },
  { type: 'disarm', side },
  { type: 'fire', side },
]);

/** Two bugs, one within the other: whatever is left out of a run to the first is likely to be a run to the second. */
export const twoBugs: AnyChallenge = {
  name: 'two bugs',
  model: {
    name: 'two bugs',
    initial: { armed: { left: false, right: false }, fired: { both: 0, one: 0 } },
    commands: () => armAlphabet,
    step(draft, { type, side }) {
      const other = side === 'left' ? 'right' : 'left';
      if (type !== 'fire') draft.armed[side] = type === 'arm';
      else if (draft.armed[side] === true) draft.fired[draft.armed[other] === true ? 'both' : 'one'] += 1;
      else return refused;
      return done;
    },
    view: (state) => state,
    invariants: [
      { id: 'NOT_BOTH', says: 'Nobody fires while both are armed.', holds: ({ fired }) => fired.both === 0 },
      { id: 'NOT_ONE', says: 'Nobody fires alone.', holds: ({ fired }) => fired.one === 0 },
    ],
    recovery: () => [],
    settled: [],
    symmetry: [sides],
  },
  alphabet: armAlphabet,
  laneOf: ({ side }: ArmCommand) => side,
  minimal: [],
} satisfies Challenge<ArmState, ArmCommand> as unknown as AnyChallenge;

/** The same model with one command more, which has nothing to do with the rest. */
export function withUnrelatedCommand({ model, alphabet, ...challenge }: AnyChallenge): AnyChallenge {
  const unrelated: Command = { type: 'unrelated' };
  return {
    ...challenge,
    alphabet: [unrelated, ...alphabet],
    model: {
      ...model,
      commands: (state) => [unrelated, ...model.commands(state)],
      step: (draft, command) => (command.type === 'unrelated' ? done : model.step(draft, command)),
    },
  };
}
