import type { Contract, ContractPromise, SettledPromise, Thrown, WitnessedStep } from './contract.ts';
import { isAboutAnswers } from './guess-model.ts';
import { copyJson } from './json.ts';
import type { Command, Outcome } from './model.ts';
import { UnsoundModel } from './unsound-model.ts';
import { UserError } from './user-error.ts';

/** A promise that is broken. */
export interface BrokenPromise {
  readonly id: string;
  /** The promise, as a positive sentence. */
  readonly says: string;
  /** Why it is broken, as a sentence. */
  readonly why: string;
  /** Whether a later look at the system may show it kept. */
  readonly isEventual: boolean;
}

type Named = { readonly name: string };

/** The step of a command with this answer of a system, and what is known after it. Throws `UnsoundModel` where the contract throws. */
export function witnessAnswer<State, C extends Command, A extends Outcome>(
  contract: Pick<Contract<State, C, A, never>, 'follow'> & Named,
  before: State,
  command: C,
  answer: A | Thrown,
): WitnessedStep<State, C, A> {
  return {
    before,
    command,
    answer,
    after: changed(contract, before, (draft) => contract.follow(draft, command, answer)),
  };
}

/** What is known after a look at the system. Throws `UnsoundModel` where the contract throws. */
export function learnFromLook<State>(
  contract: Pick<Contract<State, never, never, unknown>, 'learn'> & Named,
  known: State,
  shown: unknown,
): State {
  return changed(contract, known, (draft) => contract.learn(draft, shown));
}

/** The first promise that an answer breaks. */
export function brokenByAnswer<State, C extends Command, A extends Outcome>(
  { name, promises }: Pick<Contract<State, C, A, never>, 'promises'> & Named,
  step: WitnessedStep<State, C, A>,
): BrokenPromise | null {
  return firstBroken(name, promises.filter(isAboutAnswers), (promise) => promise.broken(step));
}

/** The first promise that a look after a step breaks. */
export function brokenByLook<State, C extends Command, A extends Outcome>(
  { name, promises }: { readonly promises: readonly ContractPromise<State, C, A, unknown>[] } & Named,
  shown: unknown,
  step: WitnessedStep<State, C, A>,
): BrokenPromise | null {
  const aboutLooks = promises.filter((promise) => 'brokenAsShown' in promise);
  return firstBroken(name, aboutLooks, (promise) => promise.brokenAsShown(shown, step));
}

/** The first promise that a look after a recovery breaks. */
export function brokenInTheEnd<State>(
  { name, settled }: { readonly settled: readonly SettledPromise<State, unknown>[] } & Named,
  shown: unknown,
  known: State,
): BrokenPromise | null {
  return firstBroken(name, settled, (promise) => promise.brokenInTheEnd(shown, known));
}

/** A broken promise in a line. */
export function wordsOfBroken({ says, why }: Pick<BrokenPromise, 'says' | 'why'>): string {
  return `${says} ${why}`;
}

function firstBroken<P extends { readonly id: string; readonly says: string; readonly isEventual?: boolean }>(
  name: string,
  promises: readonly P[],
  ask: (promise: P) => string | null,
): BrokenPromise | null {
  for (const promise of promises) {
    const { id, says, isEventual = false } = promise;
    const why = soundly(name, id, () => ask(promise));
    if (why !== null) return { id, says, why, isEventual };
  }
  return null;
}

/** A copy that a recipe of the contract has changed. */
function changed<State>({ name }: Named, state: State, recipe: (draft: State) => void): State {
  const draft = copyJson(state);
  soundly(name, 'follow', () => recipe(draft));
  return draft;
}

/** Throws `UnsoundModel` where a function of the contract throws: no verdict of it can be believed. */
export function soundly<Result>(name: string, part: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UnsoundModel(
      `the contract of ${name} throws at ${part}: ${message.split('\n')[0]}; it has to follow every answer`,
      { cause: error },
    );
  }
}
