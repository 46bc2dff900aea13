import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** What every model here answers. */
type Done = Outcome & { readonly type: 'done' };
const done: Done = { type: 'done' };

type KnownModel<State, C extends Command> = Model<State, C, Done, State>;

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

function recordOf<Value>(keys: readonly string[], value: () => Value): Record<string, Value> {
  return Object.fromEntries(keys.map((key) => [key, value()]));
}

export interface TwoPhaseState {
  rms: Record<string, 'working' | 'prepared' | 'committed' | 'aborted'>;
  tm: 'init' | 'committed' | 'aborted';
  tmPrepared: Record<string, boolean>;
  /** Messages are never taken away: a set that only grows. */
  prepared: Record<string, boolean>;
  isCommitSent: boolean;
  isAbortSent: boolean;
}

type TwoPhaseType = 'rcvPrepared' | 'prepare' | 'chooseToAbort' | 'rcvCommit' | 'rcvAbort';
export type TwoPhaseCommand =
  | { readonly type: TwoPhaseType; readonly rm: string }
  | { readonly type: 'commit' | 'abort' };

/**
 * Two-phase commit with `count` resource managers, after the published specification: Gray and Lamport, "Consensus on
 * Transaction Commit", ACM TODS 31 (2006), and the module TwoPhase that goes with it.
 */
export function twoPhaseCommit(count: number): KnownModel<TwoPhaseState, TwoPhaseCommand> {
  const rms = names('rm', count);
  return {
    name: 'two-phase commit',
    initial: {
      rms: recordOf(rms, () => 'working' as const),
      tm: 'init',
      tmPrepared: recordOf(rms, () => false),
      prepared: recordOf(rms, () => false),
      isCommitSent: false,
      isAbortSent: false,
    },
    commands(state) {
      const enabled: TwoPhaseCommand[] = [];
      if (state.tm === 'init') {
        if (Object.values(state.tmPrepared).every(Boolean)) enabled.push({ type: 'commit' });
        enabled.push({ type: 'abort' });
      }
      for (const rm of rms) {
        if (state.tm === 'init' && state.prepared[rm] === true) enabled.push({ type: 'rcvPrepared', rm });
        if (state.rms[rm] === 'working') enabled.push({ type: 'prepare', rm }, { type: 'chooseToAbort', rm });
        if (state.isCommitSent) enabled.push({ type: 'rcvCommit', rm });
        if (state.isAbortSent) enabled.push({ type: 'rcvAbort', rm });
      }
      return enabled;
    },
    step(draft, command) {
      switch (command.type) {
        case 'commit':
          draft.tm = 'committed';
          draft.isCommitSent = true;
          return done;
        case 'abort':
          draft.tm = 'aborted';
          draft.isAbortSent = true;
          return done;
        case 'rcvPrepared':
          draft.tmPrepared[command.rm] = true;
          return done;
        case 'prepare':
          draft.rms[command.rm] = 'prepared';
          draft.prepared[command.rm] = true;
          return done;
        case 'rcvCommit':
          draft.rms[command.rm] = 'committed';
          return done;
        case 'chooseToAbort':
        case 'rcvAbort':
          draft.rms[command.rm] = 'aborted';
          return done;
      }
    },
    view: (state) => state,
    invariants: [
      {
        id: 'CONSISTENT',
        says: 'No resource manager has committed while another has aborted.',
        holds: ({ rms: states }) =>
          !(Object.values(states).includes('committed') && Object.values(states).includes('aborted')),
      },
    ],
    recovery: () => [],
    settled: [],
    symmetry: [rms],
  };
}

export interface CounterState {
  shared: number;
  isLocked: boolean;
  processes: Record<string, { at: 'start' | 'locked' | 'read' | 'written' | 'released'; read: number }>;
}

export interface CounterCommand extends Command {
  readonly type: 'lock' | 'read' | 'write' | 'release';
  readonly process: string;
}

/**
 * `count` processes read a shared number and write it back plus one, with or without a lock around it: the classic lost
 * update, as in Stateright's examples `increment` and `increment_lock`.
 */
export function increments(
  count: number,
  { withLock }: { readonly withLock: boolean },
): KnownModel<CounterState, CounterCommand> {
  const processes = names('p', count);
  return {
    name: withLock ? 'increments under a lock' : 'lost update',
    initial: {
      shared: 0,
      isLocked: false,
      processes: recordOf(processes, () => ({ at: withLock ? ('start' as const) : ('locked' as const), read: 0 })),
    },
    commands: (state) =>
      processes.flatMap((process): CounterCommand[] => {
        const at = state.processes[process]?.at;
        if (at === 'start') return state.isLocked ? [] : [{ type: 'lock', process }];
        if (at === 'locked') return [{ type: 'read', process }];
        if (at === 'read') return [{ type: 'write', process }];
        return at === 'written' && withLock ? [{ type: 'release', process }] : [];
      }),
    step(draft, { type, process }) {
      const own = draft.processes[process];
      if (own === undefined) return done;
      if (type === 'lock') {
        draft.isLocked = true;
        own.at = 'locked';
      } else if (type === 'read') {
        own.read = draft.shared;
        own.at = 'read';
      } else if (type === 'write') {
        draft.shared = own.read + 1;
        own.at = 'written';
      } else {
        draft.isLocked = false;
        own.at = 'released';
      }
      return done;
    },
    view: (state) => state,
    invariants: [
      {
        id: 'COUNTED',
        says: 'Whoever has written was counted.',
        holds: ({ shared, processes: all }) =>
          shared === Object.values(all).filter(({ at }) => at === 'written' || at === 'released').length,
      },
    ],
    recovery: () => [],
    settled: [],
    symmetry: [processes],
  };
}

/** For other threads: the model by name. */
export const twoPhaseCommits = {
  model: (_: unknown, { managers }: { readonly managers: number }): ReturnType<typeof twoPhaseCommit> =>
    twoPhaseCommit(managers),
};

interface GridState {
  row: number;
  column: number;
  isDone: boolean;
}

interface GridCommand extends Command {
  readonly type: 'row' | 'column' | 'finish';
  readonly to: number;
}

/** A row is chosen, then a column, then it is done: levels of 1, `size`, `size²` and `size²` states. */
export function grid(size: number): KnownModel<GridState, GridCommand> {
  const numbers = Array.from({ length: size }, (_, index) => index);
  const all = { row: numbers, column: numbers, finish: [0] };
  return {
    name: 'grid',
    initial: { row: -1, column: -1, isDone: false },
    commands({ row, column, isDone }) {
      if (isDone) return [];
      const type = row < 0 ? 'row' : column < 0 ? 'column' : 'finish';
      return all[type].map((to) => ({ type, to }));
    },
    step(draft, { type, to }) {
      if (type === 'finish') draft.isDone = true;
      else draft[type] = to;
      return done;
    },
    view: (state) => state,
    invariants: [],
    recovery: () => [],
    settled: [],
  };
}

interface Deadlines {
  nowMs: number;
  oneMs: number;
  otherMs: number;
}

/** One of two deadlines is put off twice: three states, or one where it does not count how far apart the two are. */
export const puttingOff: KnownModel<Deadlines, Command> = {
  name: 'putting off',
  initial: { nowMs: 0, oneMs: 5, otherMs: 7 },
  commands: ({ otherMs }) => (otherMs < 9 ? [{ type: 'put off' }] : []),
  step(draft) {
    draft.otherMs += 1;
    return done;
  },
  view: (state) => state,
  invariants: [],
  recovery: () => [],
  settled: [],
  instants: (state) => ({
    clock: [state, 'nowMs'],
    deadlines: [
      [state, 'oneMs'],
      [state, 'otherMs'],
    ],
    lifetimeMs: 100,
  }),
};

/** For other threads: the model by name. */
export const grids = {
  model: (_: unknown, { size }: { readonly size: number }): ReturnType<typeof grid> => grid(size),
};
