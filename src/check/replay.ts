import { enablePatches, Immer } from 'immer';
import type { Trace } from '../corpus/trace.ts';
import { stepInPlace } from '../kernel/execute.ts';
import { firstDisabled } from '../kernel/interpreter.ts';
import { differences } from '../kernel/json.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import { allCommandsOf } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { restrictTo, setUp } from '../kernel/setup.ts';
import { copyForComparison } from '../kernel/strict-json.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { auditedEndings } from './audit.ts';
import { replayContract } from './contract/replay-contract.ts';
import type { Replay, ReplayedStep, ReplayOptions } from './replay-type.ts';
import { runToViolation } from './run.ts';

export type { Replay, ReplayedStep, ReplayOptions, ReplayVerdict } from './replay-type.ts';

enablePatches();
const immer = new Immer({ autoFreeze: false });

/** Replays a trace on its system, or on another system of its subject, in lockstep with the model or by the contract. */
export async function replay(subject: AnySubject, trace: Trace, options: ReplayOptions = {}): Promise<Replay> {
  if (subject.contract !== undefined) return replayContract(subject, trace, options);
  const { system = trace.system, answerMs, onStep } = options;
  const { policies, scope } = trace;
  const setup = setUp(subject, { policies, scope, system, answerMs });
  const record: Recorded[] = [];
  const seenAtFirst: unknown[] = [];
  const recorded: Harness<unknown, Command, Outcome, unknown> = {
    ...restrictTo(setup, trace.violation),
    open: async () => {
      // A run may be taken twice: the last time counts.
      record.length = 0;
      seenAtFirst.length = 0;
      return recording(await setup.open(), record, seenAtFirst);
    },
  };
  const found = await runToViolation(recorded, allCommandsOf(trace), {
    execute: auditedEndings,
    onTake(command) {
      onStep?.(record.length);
      record.push({ command });
    },
  });
  // A recovery without an end is shown by its beginning.
  if (found?.violation.kind === 'endless') record.length = Math.min(record.length, trace.commands.length);
  const isSame = found !== null && sameFinding(found.violation, trace.violation);
  return {
    system,
    verdict: isSame ? 'reproduced' : found === null ? 'gone' : 'other',
    found: found?.violation ?? null,
    disabledAt: firstDisabled(setup.model, allCommandsOf(trace)),
    initial: { state: setup.model.initial, view: seenAtFirst[0] },
    steps: stepsOf(setup.model, record, { length: trace.commands.length, viewAtFirst: seenAtFirst[0] }),
  };
}

interface Recorded {
  readonly command: Command;
  /** The command reached the system. */
  isTaken?: boolean;
  outcome?: Outcome;
  view?: unknown;
}

/** The same system, which adds its answers to the commands that were recorded. */
function recording(
  system: System<Command, Outcome, unknown>,
  record: readonly Recorded[],
  seenAtFirst: unknown[],
): System<Command, Outcome, unknown> {
  return {
    async perform(command) {
      const recorded = record.at(-1);
      if (recorded === undefined) return system.perform(command);
      recorded.isTaken = true;
      recorded.outcome = await system.perform(command);
      return recorded.outcome;
    },
    async view() {
      const view = copyForComparison(await system.view());
      const last = record.at(-1);
      if (last === undefined) seenAtFirst.push(view);
      else last.view = view;
      return view;
    },
    close: () => system.close(),
  };
}

function stepsOf(
  model: Model<unknown, Command, Outcome, unknown>,
  record: readonly Recorded[],
  { length, viewAtFirst }: { readonly length: number; readonly viewAtFirst: unknown },
): ReplayedStep[] {
  let state = model.initial;
  let before = viewAtFirst;
  return record.map(({ command, isTaken = false, outcome: answered, view }, index) => {
    const step = stepWithPatches(model, state, command);
    state = step.state;
    // A wait of real time does not reach the system, which shows its view alone.
    const outcome = isTaken ? answered : step.outcome;
    const hasAnswered = outcome !== undefined && view !== undefined;
    const system = hasAnswered ? { outcome, view, changes: differences(before, view) } : null;
    before = view;
    return { command, isRecovery: index >= length, model: step, system };
  });
}

function stepWithPatches(
  model: Model<unknown, Command, Outcome, unknown>,
  from: unknown,
  command: Command,
): ReplayedStep['model'] {
  let outcome: Outcome | undefined;
  const [state, patches] = immer.produceWithPatches(from, (draft) => {
    outcome = stepInPlace(model, draft, command);
  });
  return { outcome: outcome ?? { type: 'nothing' }, state, patches };
}
