import { enablePatches, Immer } from 'immer';
import type { Patch } from 'immer';
import type { Trace } from '../corpus/trace.ts';
import type { Difference } from '../kernel/json.ts';
import { copyJson, differences } from '../kernel/json.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Pair } from './run.ts';
import { pairOf, violationOf, watching } from './run.ts';

enablePatches();
const immer = new Immer({ autoFreeze: false });

/** One command of a replay, on both sides. */
export interface ReplayedStep {
  readonly command: Command;
  /** It is part of the recovery that follows the run. */
  readonly isRecovery: boolean;
  readonly model: { readonly outcome: Outcome; readonly state: unknown; readonly patches: readonly Patch[] };
  /** `null` where the system threw. */
  readonly system: {
    readonly outcome: Outcome;
    readonly view: unknown;
    readonly changes: readonly Difference[];
  } | null;
}

/**
 * - `reproduced`: the run ends in the violation that the trace is of.
 * - `other`: it ends in another one, see `found`.
 * - `gone`: it ends well.
 */
export type ReplayVerdict = 'reproduced' | 'other' | 'gone';

export interface Replay {
  readonly system: string;
  readonly verdict: ReplayVerdict;
  readonly found: Violation | null;
  readonly initial: { readonly state: unknown; readonly view: unknown };
  /** As far as the run came, recovery included. */
  readonly steps: readonly ReplayedStep[];
}

/** Takes a trace to its system once more, or to another one of its subject, in lockstep with the model. */
export async function replay(subject: AnySubject, trace: Trace, system: string = trace.system): Promise<Replay> {
  const pair = pairOf(subject, { ...trace, system });
  const record: Recorded[] = [];
  const seenAtFirst: unknown[] = [];
  const recorded: Pair<unknown, Command, Outcome, unknown> = {
    ...watching(pair, trace.violation),
    open: async () => recording(await pair.open(), record, seenAtFirst),
  };
  const found = await violationOf(recorded, [...trace.commands, ...(trace.recovery ?? [])]);
  // A recovery without an end is shown by its beginning.
  if (found?.violation.kind === 'endless') record.length = Math.min(record.length, trace.commands.length);
  const isSame = found !== null && sameFinding(found.violation, trace.violation);
  return {
    system,
    verdict: isSame ? 'reproduced' : found === null ? 'gone' : 'other',
    found: found?.violation ?? null,
    initial: { state: pair.model.initial, view: seenAtFirst[0] },
    steps: stepsOf(pair.model, record, { length: trace.commands.length, viewAtFirst: seenAtFirst[0] }),
  };
}

interface Recorded {
  readonly command: Command;
  outcome?: Outcome;
  view?: unknown;
}

/** The same system, and a note of all that it is asked and answers. */
function recording(
  system: System<Command, Outcome, unknown>,
  record: Recorded[],
  seenAtFirst: unknown[],
): System<Command, Outcome, unknown> {
  return {
    async perform(command) {
      const recorded: Recorded = { command };
      record.push(recorded);
      recorded.outcome = await system.perform(command);
      return recorded.outcome;
    },
    async view() {
      // A copy, in case it hands out what it goes on to change.
      const view = copyJson(await system.view());
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
  return record.map(({ command, outcome: answered, view }, index) => {
    const step = stepWithPatches(model, state, command);
    state = step.state;
    const hasAnswered = answered !== undefined && view !== undefined;
    const system = hasAnswered ? { outcome: answered, view, changes: differences(before, view) } : null;
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
    outcome = model.step(draft, command);
  });
  return { outcome: outcome ?? { type: 'nothing' }, state, patches };
}
