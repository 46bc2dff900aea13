import { BadEnvironment } from '../kernel/bad-environment.ts';
import { createBreath } from '../kernel/breath.ts';
import { Complaint } from '../kernel/complaint.ts';
import { disagreementOf, viewsDisagree } from '../kernel/disagreement.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { copyJson, sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome, System, Watchable } from '../kernel/model.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Violation } from '../kernel/violation.ts';
import type { Pair } from './run.ts';

/**
 * How long a crash lasts, as in SQLite's tests of I/O errors (https://www.sqlite.org/testing.html): whoever comes by
 * first dies, or everybody who comes by that failpoint or a later one until the run is over.
 */
export type Lasting = 'once' | 'fromThenOn';

/** A failpoint as a run comes by it. */
export interface CrashPoint {
  readonly name: string;
  /** Index of the command that comes by it, in the run with its recovery. */
  readonly at: number;
}

/** A failpoint with the ways in which somebody died there. */
export interface SweptPoint extends CrashPoint {
  readonly killed: readonly Lasting[];
}

/** One command of a run that was crashed, or of the recovery after it. */
export interface SweptStep<C, O> {
  readonly command: C;
  /** `null` where the system threw. */
  readonly outcome: O | null;
  /** The failpoints at which somebody died. */
  readonly killedAt: readonly string[];
}

/** What falls in a sweep: the first run that shows it, and how many do. */
export interface SweptFall<C, O> {
  readonly violation: Violation;
  /** Where that run was crashed; `null` where nobody died in it. */
  readonly crash: { readonly point: CrashPoint; readonly lasting: Lasting } | null;
  readonly steps: readonly SweptStep<C, O>[];
  readonly runs: number;
}

/** One run, crashed at every failpoint that it comes by. */
export interface Swept<C, O> {
  /** In the order in which the run comes by them when nobody dies. */
  readonly points: readonly SweptPoint[];
  /** By kind and name, each once. */
  readonly falls: readonly SweptFall<C, O>[];
  /** By its id, in how many runs each invariant was asked; a settled one only where recovery came to its end. */
  readonly asked: Readonly<Record<string, number>>;
  /** What the commands were answered by which somebody died, by the type of the outcome: how often. */
  readonly answers: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Stopped before every point was taken. */
  readonly isPartial: boolean;
}

export interface SweepOptions {
  /** Which crashes to take; all of them where it is not said. */
  readonly takes?: (point: CrashPoint, lasting: Lasting) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Takes a run, and the recovery that follows it, to its system once for every failpoint that it comes by and for either
 * way in which a crash can last; then takes whatever recovery is left, with nobody dying any more.
 *
 * Where somebody dies the model has no say: it goes on from a state that shows what the system shows. Elsewhere both
 * have to agree. The invariants are asked of what the system shows, all along, and none of them ends the run.
 */
export async function sweep<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  commands: readonly C[],
  { takes = () => true, signal, onProgress }: SweepOptions = {},
): Promise<Swept<C, O>> {
  const falls = new Map<string, SweptFall<C, O>>();
  const asked = new Map<string, number>();
  const answers = new Map<string, number>();
  let runs = 0;

  async function take(run: readonly C[], crash: SweptFall<C, O>['crash'], isDeadly: Deadly): Promise<Crashed<C, O>> {
    const crashed = await crashedRun(pair, run, isDeadly);
    runs += 1;
    for (const id of crashed.asked) asked.set(id, (asked.get(id) ?? 0) + 1);
    for (const { outcome, killedAt } of crashed.steps) {
      if (outcome === null || killedAt.length === 0) continue;
      answers.set(outcome.type, (answers.get(outcome.type) ?? 0) + 1);
    }
    for (const violation of crashed.violations) {
      const key = `${violation.kind} ${violation.name}`;
      const known = falls.get(key) ?? { violation, crash, steps: crashed.steps, runs: 0 };
      falls.set(key, { ...known, runs: known.runs + 1 });
    }
    return crashed;
  }

  const unharmed = await take(commands, null, () => false);
  const whole = unharmed.steps.map(({ command }) => command);
  const points = unharmed.points.map(({ name, at }) => ({ name, at, killed: [] as Lasting[] }));
  const breathe = createBreath(() => onProgress?.(runs, 1 + 2 * points.length));
  const answer = (isPartial: boolean): Swept<C, O> => {
    return {
      points,
      falls: [...falls.values()],
      asked: Object.fromEntries(asked),
      answers: Object.fromEntries(answers),
      runs,
      isPartial,
    };
  };
  for (const [index, { name, at, killed }] of points.entries()) {
    for (const lasting of ['once', 'fromThenOn'] as const) {
      if (!takes({ name, at }, lasting)) continue;
      await breathe();
      if (signal?.aborted === true) return answer(true);
      const isDeadly: Deadly = (number) => (lasting === 'once' ? number === index : number >= index);
      const { firstKilled } = await take(whole, { point: { name, at }, lasting }, isDeadly);
      if (firstKilled?.name === name && firstKilled.at === at) killed.push(lasting);
    }
  }
  return answer(false);
}

/** Whether the failpoint that is reached as number so-and-so is deadly. */
type Deadly = (number: number) => boolean;

interface Crashed<C, O> {
  readonly points: readonly CrashPoint[];
  readonly firstKilled: CrashPoint | null;
  /** With the recovery that followed. */
  readonly steps: readonly SweptStep<C, O>[];
  readonly violations: readonly Violation[];
  /** The ids of the invariants that were asked. */
  readonly asked: ReadonlySet<string>;
}

async function crashedRun<State, C extends Command, O extends Outcome, View>(
  { model, open }: Pair<State, C, O, View>,
  commands: readonly C[],
  isDeadly: Deadly,
): Promise<Crashed<C, O>> {
  const system = await open();
  try {
    return await crashOn(model, system, commands, isDeadly);
  } finally {
    await system.close();
  }
}

async function crashOn<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  commands: readonly C[],
  isDeadly: Deadly,
): Promise<Crashed<C, O>> {
  const { failpoints, stateShowing } = ableToSweep(model, system);
  const points: CrashPoint[] = [];
  const steps: SweptStep<C, O>[] = [];
  const violations: Violation[] = [];
  const asked = new Set<string>();
  let firstKilled: CrashPoint | null = null;
  let killedAt: string[] = [];
  let isOver = false;
  let state = model.initial;
  let view = copyJson(await system.view());

  failpoints.watch((name) => {
    points.push({ name, at: steps.length });
    if (isOver || !isDeadly(points.length - 1)) return false;
    killedAt.push(name);
    return true;
  });

  function note({ at = steps.length - 1, ...violation }: Omit<Violation, 'at'> & { at?: number }): void {
    if (!violations.some(({ kind, name }) => kind === violation.kind && name === violation.name))
      violations.push({ ...violation, at });
  }

  /** One command on both sides. `false` where the run cannot go on. */
  async function perform(command: C): Promise<boolean> {
    const before = view;
    killedAt = [];
    let outcome: O;
    try {
      outcome = await system.perform(command);
      view = copyJson(await system.view());
    } catch (error) {
      if (error instanceof BadEnvironment) throw error;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      steps.push({ command, outcome: null, killedAt });
      note({
        kind: 'error',
        name,
        where: command.type,
        side: 'system',
        details: `the system threw ${name}: ${message}`,
      });
      return false;
    }
    const stepped = stepOnCopy(model, state, command);
    // Whoever answers as if nothing had happened has not died, and the model has its say.
    const [name] = command.fault === undefined && sameJson(outcome, stepped.outcome) ? [] : killedAt;
    if (name !== undefined) firstKilled ??= { name, at: steps.length };
    steps.push({ command, outcome, killedAt: name === undefined ? [] : killedAt });
    for (const invariant of model.invariants) {
      asked.add(invariant.id);
      if (!holdsAfter(invariant, { before, command, outcome, after: view }))
        note({ kind: 'invariant', name: invariant.id, side: 'system', details: invariant.says });
    }
    state = name === undefined ? stepped.state : stateShowing(view);
    const expected = model.view(state);
    const found =
      name === undefined
        ? disagreementOf(command, { outcome: stepped.outcome, view: expected }, { outcome, view })
        : viewsDisagree(expected, view);
    if (found === null) return true;
    note({ kind: 'disagreement', where: command.type, side: 'system', ...found });
    return false;
  }

  for (const command of commands)
    if (!(await perform(command))) return { points, firstKilled, steps, violations, asked };
  isOver = true;
  for (let count = 0; ; count += 1) {
    const command = nextRecovery(model, state, count);
    if (command === 'quiet') break;
    if (command === 'endless') {
      note({ kind: 'endless', name: 'recovery', side: 'model', details: `no end after ${count} commands` });
      return { points, firstKilled, steps, violations, asked };
    }
    if (!(await perform(command))) return { points, firstKilled, steps, violations, asked };
  }
  for (const invariant of model.settled) {
    asked.add(invariant.id);
    if (!invariant.holds(view))
      note({ kind: 'settled', name: invariant.id, at: steps.length, side: 'system', details: invariant.says });
  }
  return { points, firstKilled, steps, violations, asked };
}

/** What a sweep needs of both sides. Throws where there is none. */
function ableToSweep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { failpoints }: System<C, O, View>,
): { failpoints: Watchable; stateShowing: (view: View) => State } {
  if (failpoints === undefined) throw new CannotSweep('the system has no failpoints at which somebody could die');
  if (model.stateShowing === undefined)
    throw new CannotSweep(`the model of ${model.name} has no stateShowing: nobody knows how to go on after a crash`);
  return { failpoints, stateShowing: model.stateShowing.bind(model) };
}

/** Model or system lacks what a sweep needs. */
export class CannotSweep extends Complaint {
  override name = 'CannotSweep';
}
