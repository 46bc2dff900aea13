import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { answeredModel, contractOn } from './answered-model.ts';

/** A run, and what came of it on a system. */
interface RunOfSequence {
  readonly commands: readonly Command[];
  readonly recovery: readonly Command[];
  /** The answers of the system, where a contract follows them. Absent: the outcomes are those of the model. */
  readonly answers?: readonly Outcome[] | undefined;
}

/** A run as a mermaid sequence diagram: the commands of the actors, the outcomes, and the changes in the store. */
export function sequence(
  subject: AnySubject,
  { system = '', policies, scope }: { readonly system?: string; readonly policies: Policies; readonly scope: Scope },
  { commands, recovery, answers }: RunOfSequence,
): string[] {
  const { narration } = subject;
  const model =
    answers === undefined
      ? subject.model(policies, scope)
      : answeredModel(modelOnSystem(subject, { system, policies, scope }), contractOn(subject, system, scope), answers);
  const lanes = narration.lanes(scope);
  const store = lanes.length - 1;
  const run = [...commands, ...recovery];
  const acting = new Set([...run.map((command) => lanes.indexOf(narration.laneOf(command))), store]);
  const lines = lanes.flatMap((lane, index) => (acting.has(index) ? [`participant L${index} as ${plain(lane)}`] : []));
  let state = model.initial;
  for (const [index, command] of run.entries()) {
    if (index === commands.length) lines.push(`Note over L${Math.min(...acting)},L${store}: recovery`);
    const executed = stepOnCopy(model, state, command);
    const changes = narration.changes(model.view(state), model.view(executed.state));
    const lane = lanes.indexOf(narration.laneOf(command));
    const asked = plain(narration.format(command));
    const answer = plain(narration.answer(executed.outcome));
    ({ state } = executed);
    if (lane === store) lines.push(`Note over L${store}: ${answer === '' ? asked : `${asked} → ${answer}`}`);
    else lines.push(`L${lane}->>L${store}: ${asked}`);
    if (changes.length > 0) lines.push(`Note over L${store}: ${plain(changes.join(', '))}`);
    if (lane !== store && answer !== '') lines.push(`L${store}-->>L${lane}: ${answer}`);
  }
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`)];
}

/** A text without mermaid's special characters. */
function plain(text: string): string {
  return text.replaceAll(/[;#\n]/g, ' ');
}
