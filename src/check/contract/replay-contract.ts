import { enablePatches, Immer } from 'immer';
import type { Trace } from '../../corpus/trace.ts';
import type { Contract } from '../../kernel/contract.ts';
import { firstDisabled } from '../../kernel/interpreter.ts';
import { differences } from '../../kernel/json.ts';
import type { Command, Outcome } from '../../kernel/model.ts';
import { allCommandsOf } from '../../kernel/run.ts';
import type { AnySubject } from '../../kernel/subject.ts';
import { sameFinding } from '../../kernel/violation.ts';
import type { Replay, ReplayedStep, ReplayOptions } from '../replay-type.ts';
import type { ContractSetup } from './contract-setup.ts';
import { setUpContract } from './contract-setup.ts';
import { setUpForFinding } from './run-each-way.ts';
import type { BrokenRun } from './witness.ts';
import { witness } from './witness.ts';

enablePatches();
const immer = new Immer({ autoFreeze: false });

/** A run as it was witnessed. */
interface Witnessed {
  readonly found: BrokenRun<Command, Outcome> | null;
  readonly steps: readonly ReplayedStep[];
}

/**
 * Replays the trace of a contract with each way to recover, up to the first that shows the finding of the trace: first where no
 * other promise is asked, since another one may be broken before it, and then where all of them are.
 */
export async function replayContract(
  subject: AnySubject,
  trace: Trace,
  { system = trace.system, answerMs, onStep }: ReplayOptions,
): Promise<Replay> {
  const where = { system, scope: trace.scope, answerMs };
  const setup = setUpContract(subject, where);
  const commands = allCommandsOf(trace);
  const ways = setup.contract.recoveries.map(({ name }) => name);
  let last: Witnessed | null = null;
  for (const asked of [setUpForFinding(subject, where, trace.violation), setup]) {
    for (const way of ways.length === 0 ? [undefined] : ways) {
      const witnessed = await witnessWay(asked, commands, { way, length: trace.commands.length, onStep });
      const isSame = witnessed.found !== null && sameFinding(witnessed.found.violation, trace.violation);
      if (isSame) return reportOfReplay(setup, system, commands, 'reproduced', witnessed);
      // Another violation says more than a run without any.
      if (last === null || last.found === null) last = witnessed;
    }
  }
  const witnessed = last ?? { found: null, steps: [] };
  return reportOfReplay(setup, system, commands, witnessed.found === null ? 'gone' : 'other', witnessed);
}

function reportOfReplay(
  { contract, model }: ContractSetup<unknown, Command, Outcome, unknown>,
  system: string,
  commands: readonly Command[],
  verdict: Replay['verdict'],
  { found, steps }: Witnessed,
): Replay {
  return {
    system,
    verdict,
    found: found?.violation ?? null,
    disabledAt: firstDisabled(model, commands),
    initial: { state: contract.initial, view: {} },
    steps,
  };
}

async function witnessWay(
  setup: ContractSetup<unknown, Command, Outcome, unknown>,
  commands: readonly Command[],
  how: { readonly way: string | undefined; readonly length: number; readonly onStep: ReplayOptions['onStep'] },
): Promise<Witnessed> {
  const record: { readonly command: Command; shown?: unknown }[] = [];
  const answers: Outcome[] = [];
  const found = await witness(setup, commands, {
    way: how.way,
    onTake(command) {
      how.onStep?.(record.length);
      record.push({ command });
    },
    onAnswer: (answer) => void answers.push(answer),
    onShown(shown) {
      const step = record.at(-1);
      if (step !== undefined) step.shown = shown;
    },
  });
  return { found, steps: stepsOf(setup.contract, record, answers, how.length) };
}

/** What was known after each step, and what the system showed. */
function stepsOf(
  contract: Contract<unknown, Command, Outcome, unknown>,
  record: readonly { readonly command: Command; readonly shown?: unknown }[],
  answers: readonly Outcome[],
  length: number,
): ReplayedStep[] {
  let known = contract.initial;
  let before: unknown = {};
  return record.flatMap(({ command, shown }, index): ReplayedStep[] => {
    const answer = answers[index];
    if (answer === undefined) return [];
    const [state, patches] = immer.produceWithPatches(known, (draft) => {
      contract.follow(draft, command, answer);
      if (shown !== undefined) contract.learn(draft, shown);
    });
    known = state;
    const system = shown === undefined ? null : { outcome: answer, view: shown, changes: differences(before, shown) };
    before = shown ?? before;
    return [{ command, isRecovery: index >= length, model: { outcome: answer, state, patches }, system }];
  });
}
