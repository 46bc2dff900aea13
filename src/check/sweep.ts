import { watchConnections } from '../kernel/connection-losses.ts';
import { createYield } from '../kernel/event-loop.ts';
import type { Execute } from '../kernel/interpreter.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Judgement } from '../kernel/judge.ts';
import { judgeError, judgeRecovery } from '../kernel/judge.ts';
import type { Command, Model, Outcome, System, Watchable } from '../kernel/model.ts';
import type { Observation } from '../kernel/observation.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { copyForComparison } from '../kernel/strict-json.ts';
import { UserError } from '../kernel/user-error.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { isSilence, withSystem } from '../kernel/with-system.ts';
import { auditedEndings } from './audit.ts';
import { CannotSweep, createCrashJudge } from './crash-judge.ts';

/**
 * How long a crash lasts, as in SQLite's tests of I/O errors (https://www.sqlite.org/testing.html): only the first actor at
 * the failpoint crashes, or every actor at that failpoint or a later failpoint until the end of the run.
 */
export type Lasting = 'once' | 'fromThenOn';

/** A failpoint on the way of a run. */
export interface CrashPoint {
  readonly name: string;
  /** Index of the command that reaches the failpoint, in the run with its recovery. */
  readonly at: number;
}

/** A failpoint, with the kinds of crashes that happened there. */
export interface SweptPoint extends CrashPoint {
  readonly killed: readonly Lasting[];
}

/** A command of a run with crashes, or of its recovery. */
export interface SweptStep<C, O> {
  readonly command: C;
  /** `null` where the system threw. */
  readonly outcome: O | null;
  /** The failpoints at which an actor crashed. */
  readonly killedAt: readonly string[];
}

/** A violation in a sweep: the first run that shows it, and the number of such runs. */
export interface SweptViolation<C, O> extends ViolatingRun<C> {
  /** The crash of that run; `null` where no actor crashed. */
  readonly crash: { readonly point: CrashPoint; readonly lasting: Lasting } | null;
  readonly steps: readonly SweptStep<C, O>[];
  readonly runs: number;
}

/** A run, crashed at every failpoint that it reaches. */
export interface Swept<C, O> {
  /** In the order in which the run reaches them without a crash. */
  readonly points: readonly SweptPoint[];
  /** By kind and name, each once. */
  readonly violations: readonly SweptViolation<C, O>[];
  /**
   * By its id: the number of runs in which each invariant was checked; a settled invariant only after a complete recovery.
   */
  readonly asked: Readonly<Record<string, number>>;
  /** The outcomes of commands with a crash: by the outcome's type, how often. */
  readonly answers: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Stopped before every point was taken. */
  readonly isPartial: boolean;
}

export interface SweepOptions {
  /** The crashes to take; by default all. */
  readonly takes?: (point: CrashPoint, lasting: Lasting) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Takes a run, and the recovery after it, to its system, once for every failpoint that it reaches and for either kind of
 * crash; then recovers without further crashes.
 *
 * After a crash the model cannot judge: it continues from a state with the system's view; where the system shows only a part
 * of the view, from every state that a crash may leave and that agrees with it. Elsewhere both have to agree. The invariants
 * are checked after each command, and a violation does not end the run.
 */
export async function sweep<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  commands: readonly C[],
  { takes = () => true, signal, onProgress }: SweepOptions = {},
): Promise<Swept<C, O>> {
  const found = new Map<string, SweptViolation<C, O>>();
  const asked = new Map<string, number>();
  const answers = new Map<string, number>();
  let runs = 0;

  async function take(
    run: readonly C[],
    crash: SweptViolation<C, O>['crash'],
    how: How<State, C, O, View>,
  ): Promise<Crashed<C, O>> {
    const unlessLost = watchConnections(harness);
    const crashed = await crashedRun(harness, run, how);
    if (crashed.violations.length > 0)
      await unlessLost(async () => {
        const { violations } = await crashedRun(harness, run, how);
        return crashed.violations.every((one) => violations.some((other) => sameFinding(one, other)));
      });
    runs += 1;
    for (const id of crashed.asked) asked.set(id, (asked.get(id) ?? 0) + 1);
    for (const { outcome, killedAt } of crashed.steps) {
      if (outcome === null || killedAt.length === 0) continue;
      // Where a system shows less, its answer may be of any shape.
      const type = (outcome as Partial<Outcome>).type ?? JSON.stringify(outcome);
      answers.set(type, (answers.get(type) ?? 0) + 1);
    }
    for (const violation of crashed.violations) {
      const key = `${violation.kind} ${violation.name}`;
      const { steps } = crashed;
      const known = found.get(key) ?? { violation, commands: run, crash, steps, runs: 0 };
      found.set(key, { ...known, runs: known.runs + 1 });
    }
    return crashed;
  }

  const unharmed = await take(commands, null, { crashesAt: () => false, execute: auditedEndings });
  const whole = unharmed.steps.map(({ command }) => command);
  const points = unharmed.points.map(({ name, at }) => ({ name, at, killed: [] as Lasting[] }));
  const yieldToEvents = createYield(() => onProgress?.(runs, 1 + 2 * points.length));
  const answer = (isPartial: boolean): Swept<C, O> => {
    return {
      points,
      violations: [...found.values()],
      asked: Object.fromEntries(asked),
      answers: Object.fromEntries(answers),
      runs,
      isPartial,
    };
  };
  for (const [index, { name, at, killed }] of points.entries()) {
    for (const lasting of ['once', 'fromThenOn'] as const) {
      if (!takes({ name, at }, lasting)) continue;
      await yieldToEvents();
      if (signal?.aborted === true) return answer(true);
      const crashesAt: CrashesAt = (number) => (lasting === 'once' ? number === index : number >= index);
      const { firstKilled } = await take(whole, { point: { name, at }, lasting }, { crashesAt });
      if (firstKilled?.name === name && firstKilled.at === at) killed.push(lasting);
    }
  }
  return answer(false);
}

/** Whether the failpoint that is reached as number so-and-so is deadly. */
type CrashesAt = (number: number) => boolean;

interface Crashed<C, O> {
  readonly points: readonly CrashPoint[];
  readonly firstKilled: CrashPoint | null;
  /** With the recovery that followed. */
  readonly steps: readonly SweptStep<C, O>[];
  readonly violations: readonly Violation[];
  /** The ids of the invariants that were asked. */
  readonly asked: ReadonlySet<string>;
}

/** How to crash a run, and to execute the model's steps beside it. */
interface How<State, C extends Command, O extends Outcome, View> {
  readonly crashesAt: CrashesAt;
  readonly execute?: Execute<State, C, O, View> | undefined;
}

async function crashedRun<State, C extends Command, O extends Outcome, View>(
  { model, open, observation = {}, realClock, ...patience }: Harness<State, C, O, View>,
  commands: readonly C[],
  how: How<State, C, O, View>,
): Promise<Crashed<C, O>> {
  return withSystem(
    open,
    (system) => {
      if (realClock !== undefined) throw new CannotSweep('the clock of the system cannot be moved');
      return crashOn(model, system, commands, { ...how, observation, patience });
    },
    ({ violations }) => violations.some(isSilence),
  );
}

async function crashOn<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  commands: readonly C[],
  {
    crashesAt,
    execute,
    observation,
    patience,
  }: How<State, C, O, View> & { readonly observation: Observation<View, O>; readonly patience: Patience },
): Promise<Crashed<C, O>> {
  const failpoints = failpointsOf(system);
  const judge = createCrashJudge(model, observation, execute);
  const points: CrashPoint[] = [];
  const steps: SweptStep<C, O>[] = [];
  const violations: Violation[] = [];
  const asked = new Set<string>();
  let firstKilled: CrashPoint | null = null;
  let killedAt: string[] = [];
  let isOver = false;
  let view = await look();

  async function look(): Promise<View> {
    return copyForComparison(await answerInTime(system.view(), patience));
  }

  failpoints.watch((name) => {
    points.push({ name, at: steps.length });
    if (isOver || !crashesAt(points.length - 1)) return false;
    killedAt.push(name);
    return true;
  });

  function note(judgement: Judgement, at = steps.length - 1): void {
    const isKnown = violations.some(({ kind, name }) => kind === judgement.kind && name === judgement.name);
    if (!isKnown) violations.push({ ...judgement, at });
  }

  for (const { id } of model.invariants) asked.add(id);
  for (const judgement of judge.begin(view)) note(judgement, 0);

  /** Takes a command on both sides. `false` where the run cannot go on. */
  async function perform(command: C): Promise<boolean> {
    const before = view;
    killedAt = [];
    let outcome: O;
    try {
      outcome = await answerInTime(system.perform(judge.forSystem(command)), patience);
      view = await look();
    } catch (error) {
      if (error instanceof UserError || error instanceof Interrupted) throw error;
      steps.push({ command, outcome: null, killedAt });
      note(judgeError(error, command.type));
      return false;
    }
    const [name] = killedAt;
    const judged = judge.judge({ command, outcome, before, after: view, isStruck: name !== undefined });
    if (name !== undefined && judged.isCrashed) firstKilled ??= { name, at: steps.length };
    steps.push({ command, outcome, killedAt: judged.isCrashed ? killedAt : [] });
    for (const judgement of judged.found) note(judgement);
    return !judged.isOver;
  }

  for (const command of commands)
    if (!(await perform(command))) return { points, firstKilled, steps, violations, asked };
  isOver = true;
  for (let count = 0; ; count += 1) {
    const command = judge.nextRecovery(count);
    if (command === 'quiescent') break;
    if (command === 'nonTerminating') {
      note(judgeRecovery(count));
      return { points, firstKilled, steps, violations, asked };
    }
    if (!(await perform(command))) return { points, firstKilled, steps, violations, asked };
  }
  for (const { id } of model.settled) asked.add(id);
  for (const judgement of judge.settle(view)) note(judgement, steps.length);
  return { points, firstKilled, steps, violations, asked };
}

/** The failpoints of a system. Throws `CannotSweep` where it has none. */
function failpointsOf({ failpoints }: Pick<System<never, never, never>, 'failpoints'>): Watchable {
  if (failpoints === undefined) throw new CannotSweep('the system has no failpoints to crash at');
  return failpoints;
}
