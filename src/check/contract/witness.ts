import type { WitnessedStep } from '../../kernel/contract.ts';
import type { BrokenPromise } from '../../kernel/follow-contract.ts';
import {
  brokenByAnswer,
  brokenByLook,
  brokenInTheEnd,
  witnessAnswer,
  learnFromLook,
  soundly,
  wordsOfBroken,
} from '../../kernel/follow-contract.ts';
import { isEnabledInAny } from '../../kernel/interpreter.ts';
import { Interrupted } from '../../kernel/interrupted.ts';
import { judgeError, NoAnswer } from '../../kernel/judge.ts';
import { pausesWithin } from '../../kernel/lockstep.ts';
import type { Command, Outcome, System } from '../../kernel/model.ts';
import type { Patience } from '../../kernel/patience.ts';
import { answerInTime, usualAnswerMs } from '../../kernel/patience.ts';
import type { ViolatingRun } from '../../kernel/run.ts';
import { StrayError } from '../../kernel/stray-error.ts';
import { assertJson } from '../../kernel/strict-json.ts';
import { UserError } from '../../kernel/user-error.ts';
import type { Violation } from '../../kernel/violation.ts';
import { withSystem } from '../../kernel/with-system.ts';
import { askForAnswer } from './ask.ts';
import type { ContractSetup } from './contract-setup.ts';

/** A run that ended in a violation, with the answers of the system. */
export interface BrokenRun<C, A extends Outcome> extends ViolatingRun<C> {
  readonly commands: readonly C[];
  readonly recovery: readonly C[];
  /** Of the commands, and then of the recovery. */
  readonly answers: readonly (A | Outcome)[];
  /** The name of the way to recover. */
  readonly way: string;
}

/** How a run is witnessed. */
export interface WitnessOptions<State, C, A> {
  /** The name of the way to recover after the run; by default the first of the contract. */
  readonly way?: string | undefined;
  /** Called with each step of the run, without its recovery. */
  readonly onStep?: ((step: WitnessedStep<State, C, A>) => void) | undefined;
  /** Called before the system takes a command, in a recovery as well. */
  readonly onTake?: ((command: C) => void) | undefined;
  /** Called with each answer, in a recovery as well. */
  readonly onAnswer?: ((answer: A | Outcome) => void) | undefined;
  /** Called with each look at the system. */
  readonly onShown?: ((shown: unknown) => void) | undefined;
}

/** Where a violation ends a run. */
type Judged = Omit<Violation, 'at' | 'side'>;

/** A longer recovery is endless where the contract has no bound. */
const defaultLongest = 10_000;

/** Ends a run. */
class PromiseBroken extends Error {
  readonly judged: Judged;

  constructor(judged: Judged) {
    super(judged.details);
    this.judged = judged;
  }
}

/**
 * Takes a run to a fresh system, and then one way to recover; follows the answers, and judges the promises after each command.
 * A command that is not enabled by what is known then is left out. Returns the run up to its first violation; `null`: all
 * promises were kept.
 */
export async function witness<State, C extends Command, A extends Outcome>(
  setup: ContractSetup<State, C, A, unknown>,
  commands: readonly C[],
  options: WitnessOptions<State, C, A> = {},
): Promise<BrokenRun<C, A> | null> {
  const taken: { commands: C[]; recovery: C[]; answers: (A | Outcome)[] } = { commands: [], recovery: [], answers: [] };
  const { name: firstWay = '' } = setup.contract.recoveries[0] ?? {};
  const { way = firstWay } = options;
  let isSilent = false;
  const onSilence = (): void => void (isSilent = true);
  const judged = await withSystem(
    setup.open,
    async (system) => {
      let broken: Judged | null = null;
      try {
        await takeAll(setup, system, commands, { ...options, way, taken, onSilence });
      } catch (error) {
        if (!(error instanceof PromiseBroken)) throw error;
        broken = error.judged;
      }
      const stray = await waitForStrayError(setup);
      return broken ?? (stray === null ? null : judgeError(stray, [...taken.commands, ...taken.recovery].at(-1)?.type));
    },
    () => isSilent,
  );
  if (judged === null) return null;
  const isAtEnd = judged.kind === 'settled' || judged.kind === 'endless';
  const last = Math.max(0, taken.commands.length + taken.recovery.length - 1);
  const violation: Violation = { ...judged, at: isAtEnd ? taken.commands.length : last, side: 'system' };
  return { ...taken, way, violation, outcomes: taken.answers.slice(0, taken.commands.length).map(({ type }) => type) };
}

interface Taking<State, C, A extends Outcome> extends WitnessOptions<State, C, A> {
  readonly way: string;
  readonly taken: { readonly commands: C[]; readonly recovery: C[]; readonly answers: (A | Outcome)[] };
  /** Called where the system gives no answer in time. */
  readonly onSilence: () => void;
}

async function takeAll<State, C extends Command, A extends Outcome>(
  setup: ContractSetup<State, C, A, unknown>,
  system: System<C, A, unknown>,
  commands: readonly C[],
  { way: wayName, taken, onStep, onTake, onAnswer, onShown, onSilence }: Taking<State, C, A>,
): Promise<void> {
  const { contract, delays = {} } = setup;
  let known = contract.initial;
  let last: WitnessedStep<State, C, A> | null = null;

  async function look(): Promise<unknown> {
    if (setup.signal?.aborted === true) throw new Interrupted();
    try {
      const shown = await answerInTime(system.view(), setup);
      assertJson('what the system shows', shown);
      onShown?.(shown);
      return shown;
    } catch (error) {
      if (error instanceof UserError || error instanceof Interrupted) throw error;
      if (error instanceof NoAnswer) onSilence();
      throw new PromiseBroken(judgeError(error, last?.command.type));
    }
  }

  /** A look at the system after a step; repeated where the system may show it late. */
  async function lookAt(step: WitnessedStep<State, C, A>): Promise<void> {
    let shown = await look();
    let found = brokenByLook(contract, shown, step);
    for (const pauseMs of pausesWithin(delays.patienceMs ?? 0)) {
      if (found === null || !found.isEventual) break;
      await pause(pauseMs, setup.signal);
      shown = await look();
      found = brokenByLook(contract, shown, step);
    }
    if (found !== null) throw new PromiseBroken(judgedOf('invariant', found));
    known = learnFromLook(contract, step.after, shown);
  }

  async function take(command: C, list: C[]): Promise<void> {
    list.push(command);
    onTake?.(command);
    const { answer, isSilent } = await askForAnswer(() => system.perform(command), command.type, setup);
    taken.answers.push(answer);
    onAnswer?.(answer);
    if (isSilent) onSilence();
    const step = witnessAnswer(contract, known, command, answer);
    last = step;
    if (list === taken.commands) onStep?.(step);
    const broken = brokenByAnswer(contract, step);
    if (broken !== null) throw new PromiseBroken(judgedOf('invariant', broken));
    // A system without an answer would not answer the next request either.
    if (isSilent) throw new PromiseBroken(judgeError(new NoAnswer(setup.answerMs ?? usualAnswerMs), command.type));
    await lookAt(step);
  }

  /** What must not come shows once the system had its time. */
  async function lookOnceQuiet(): Promise<void> {
    if (delays.quietMs === undefined || last === null) return;
    await pause(delays.quietMs, setup.signal);
    await lookAt({ ...last, after: known });
  }

  for (const command of commands) if (isEnabledInAny(contract, [known], command)) await take(command, taken.commands);
  await lookOnceQuiet();
  const way = contract.recoveries.find(({ name }) => name === wayName);
  const longest = contract.longestRecovery ?? defaultLongest;
  let isEnded = false;
  for (let count = 0; count < longest; count += 1) {
    const next = way === undefined ? null : soundly(contract.name, wayName, () => way.next(known));
    isEnded = next === null;
    if (next === null) break;
    await take(next, taken.recovery);
  }
  if (taken.recovery.length > 0) await lookOnceQuiet();
  const shown = await look();
  const unsettled = brokenInTheEnd(contract, shown, known);
  if (unsettled !== null) throw new PromiseBroken(judgedOf('settled', unsettled));
  if (isEnded) return;
  throw new PromiseBroken({ kind: 'endless', name: 'recovery', details: `no end after ${longest} commands` });
}

/** The error in the background of the last calls that comes only now; `null`: there is none. */
async function waitForStrayError(patience: Patience): Promise<StrayError | null> {
  try {
    await answerInTime(new Promise<void>((resolve) => void setImmediate(resolve)), patience);
    return null;
  } catch (error) {
    if (error instanceof StrayError) return error;
    throw error;
  }
}

function judgedOf(kind: 'invariant' | 'settled', broken: BrokenPromise): Judged {
  return { kind, name: broken.id, details: wordsOfBroken(broken) };
}

const sliceMs = 250;

/** In slices, so that a signal is noticed. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= sliceMs) {
    if (signal?.aborted === true) throw new Interrupted();
    await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, sliceMs)));
  }
}
