/** A command or an answer, by its type alone: models know contracts, so this file knows no model. */
interface Typed {
  readonly type: string;
}

/** The answer of a system that threw, or that gave no answer in time. */
export interface Thrown extends Typed {
  readonly type: 'threw';
  /** The class of the error and the first line of its message. */
  readonly error: string;
}

/**
 * What a system owes its users: a relation between commands and answers, for systems of which no model can say what they do.
 *
 * The state is what a user knows: JSON, with an interval or a set in each place where more than one truth is possible. No
 * function of a contract may read a clock, draw a random number, or keep data between two calls.
 */
export interface Contract<State, C extends Typed, A extends Typed, Shown> {
  readonly name: string;
  readonly initial: State;
  /** The enabled commands, by what is known: finite, and in a fixed order. Runs consist of them. */
  commands(known: State): readonly C[];
  /** A likely answer. Runs are generated and shrunk by it; an answer of a system is never compared with it. */
  guess(known: State, command: C): A;
  /**
   * A recipe: changes `draft` to what is known after this answer. Total: takes any command and any answer in any state, since
   * a system answers as it will. Synchronous.
   */
  follow(draft: State, command: C, answer: A | Thrown): void;
  /** A recipe: changes `draft` to what is known after a look at the system. Where the two contradict each other, the look counts. */
  learn(draft: State, shown: Shown): void;
  /** What the system owes at every command. */
  readonly promises: readonly ContractPromise<State, C, A, Shown>[];
  /** The ways to recover; runs take them in turn. */
  readonly recoveries: readonly RecoveryWay<State, C>[];
  /** A longer recovery is endless. By default 10,000 commands. */
  readonly longestRecovery?: number;
  /** What the system owes once a recovery has nothing left to do. */
  readonly settled: readonly SettledPromise<State, Shown>[];
  /** Groups of interchangeable names, such as `[['w1', 'w2'], ['j1', 'j2']]`: all the names that a run has. */
  readonly symmetry?: readonly (readonly string[])[];
  /** Who takes a command. `null`: the clock, which has no order in real time with any other actor. Default: as of a model. */
  actor?(command: C): string | null;
}

/** A way to recover: healthy actors who finish what is left. */
export interface RecoveryWay<State, C> {
  /** What the actors do, such as `workers finish` or `workers crash`. */
  readonly name: string;
  /** The next command, by what is known; `null`: nothing is left to do. */
  next(known: State): C | null;
}

/** One command, as it was witnessed. */
export interface WitnessedStep<State, C, A> {
  readonly before: State;
  readonly command: C;
  readonly answer: A | Thrown;
  /** What is known from the answer alone, before the look at the system. */
  readonly after: State;
}

interface PromiseStatement {
  readonly id: string;
  /** The promise, as a positive sentence. */
  readonly says: string;
}

/** A promise about answers. */
export interface AnswerPromise<State, C, A> extends PromiseStatement {
  /** Why the promise is broken here, as a sentence; `null`: it is kept. */
  broken(step: WitnessedStep<State, C, A>): string | null;
}

/** A promise about what the system shows. Between concurrent commands, where there is no look at the system, the promise is not asked. */
export interface ShownPromise<State, C, A, Shown> extends PromiseStatement {
  /** Why the promise is broken here, as a sentence; `null`: it is kept. */
  brokenAsShown(shown: Shown, step: WitnessedStep<State, C, A>): string | null;
  /** Whether the system may show it late: a look at which it is broken is repeated for as long as the system's `patienceMs`. */
  readonly isEventual?: boolean;
}

/** One statement of a contract. */
export type ContractPromise<State, C, A, Shown> = AnswerPromise<State, C, A> | ShownPromise<State, C, A, Shown>;

/** A promise about the end of a recovery. */
export interface SettledPromise<State, Shown> extends PromiseStatement {
  /** Why the promise is broken, as a sentence; `null`: it is kept. */
  brokenInTheEnd(shown: Shown, known: State): string | null;
}

function isThrown(answer: Typed): answer is Thrown {
  return answer.type === 'threw';
}

/** The promise that calls answer, for any contract. */
export const callsAnswer: AnswerPromise<unknown, Typed, Typed> = {
  id: 'answers',
  says: 'Every call answers.',
  broken: ({ command, answer }) => (isThrown(answer) ? `${command.type} threw ${answer.error}.` : null),
};
