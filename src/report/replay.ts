import type { Difference } from '../kernel/json.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Finding, Violation } from '../kernel/violation.ts';
import { formatNumber } from './numbers.ts';
import type { Finder } from './provenance.ts';
import { formatCertificate, formatFoundBy, formatManualRun } from './provenance.ts';
import type { ReportedTrace } from './reported-trace.ts';
import { renderHead } from './set-up.ts';
import type { StatePatch, FormattedStep } from './steps.ts';
import { steps } from './steps.ts';
import { renderEnding, timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The facts of a trace that a printed replay needs. */
interface ReplayedTrace extends ReportedTrace {
  readonly foundBy: Finder;
}

/** A command of a replay, on both sides. */
interface StepOfReplay {
  readonly command: Command;
  /** Part of the recovery after the run. */
  readonly isRecovery: boolean;
  readonly model: { readonly outcome: Outcome; readonly patches: readonly StatePatch[] };
  /** `null` where the system threw. */
  readonly system: { readonly outcome: Outcome; readonly changes: readonly Difference[] } | null;
}

/** The printed facts of a replay. */
export interface ReplayToRender {
  readonly system: string;
  readonly verdict: 'reproduced' | 'other' | 'gone';
  readonly found: Violation | null;
  /** The index of the first command that the model does not enable; `null`: the model enables all commands. */
  readonly disabledAt: number | null;
  readonly steps: readonly StepOfReplay[];
  /** The changes of the model since the trace was written. */
  readonly changes: readonly string[];
}

/** A replay: the run as a timeline, the changes of each step on either side, and the verdict. */
export function renderReplay(subject: AnySubject, trace: ReplayedTrace, replayed: ReplayToRender): string[] {
  const { policies, scope, certificate, violation } = trace;
  const { system, steps: taken, found, verdict, changes } = replayed;
  const shown = found ?? violation;
  const commandsOf = (isRecovery: boolean): Command[] =>
    taken.filter((step) => step.isRecovery === isRecovery).map(({ command }) => command);
  const lines = timeline(
    subject,
    { system, policies, scope },
    {
      commands: commandsOf(false),
      violation: shown,
      recovery: shown.kind === 'settled' ? commandsOf(true) : [],
      ...(subject.contract !== undefined && { answers: taken.map(({ model }) => model.outcome) }),
    },
  );
  return [
    ...renderHead(`${subject.name} on ${system}`, policies, scope),
    `found by ${formatFoundBy(trace.foundBy)}`,
    // Without a violation, the end, which names the violation, is left out.
    ...(found === null ? lines.slice(0, -renderEnding(shown).length) : lines),
    '',
    ...steps(
      system,
      taken.map((step, index) => stepToRender(step, index, trace.commands.length)),
    ),
    '',
    ...renderVerdict(verdict, violation, found),
    ...(replayed.disabledAt === null ? [] : paragraph(formatManualRun(replayed.disabledAt))),
    ...changes.flatMap((change) => paragraph(change)),
    ...(verdict === 'reproduced' ? paragraph(formatCertificate(certificate)) : []),
  ];
}

/** `length`: of the run, without its recovery. */
function stepToRender(step: StepOfReplay, index: number, length: number): FormattedStep {
  return {
    label: step.isRecovery ? `r${index + 1 - length}` : String(index + 1),
    patches: step.model.patches,
    changes: step.system?.changes ?? [],
    notes: notesOf(step),
  };
}

/** Both outcomes where they differ, or a note that the system threw. */
function notesOf({ model, system }: StepOfReplay): FormattedStep['notes'] {
  const isSame = system !== null && sameJson(model.outcome, system.outcome);
  const answer = (outcome: object): string => `answers ${JSON.stringify(outcome)}`;
  if (isSame) return { model: [], system: [] };
  return { model: [answer(model.outcome)], system: [system === null ? 'throws' : answer(system.outcome)] };
}

/** What became of the violation of the trace; the run above ends with the violation that was found. */
function renderVerdict(verdict: ReplayToRender['verdict'], { name, kind }: Finding, found: Violation | null): string[] {
  if (verdict === 'gone' || found === null) return paragraph(`gone: ${name} (${kind}) no longer reproduces`, 'green');
  if (verdict === 'reproduced') return paragraph(`reproduced: ${name} (${kind})`, 'red');
  return paragraph(`not ${name} (${kind}), but ${found.name} (${found.kind})`, 'red');
}

/** The whole states of both sides at a point of a run. */
interface StateToRender {
  readonly step: number;
  /** `null` before the first command. */
  readonly after: Command | null;
  readonly state: unknown;
  readonly system: string;
  /** `null` where the system threw. */
  readonly view: unknown;
}

/** The model's state and the system's view at a point of a run, as JSON. */
export function renderState({ step, after, state, system, view }: StateToRender): string[] {
  return [
    after === null ? 'before the first command' : `after step ${step}, ${JSON.stringify(after)}`,
    `the model’s state: ${JSON.stringify(state, null, 2)}`,
    `the view of ${system}: ${JSON.stringify(view, null, 2)}`,
  ].flatMap((text) => text.split('\n'));
}

/** The result of a repeated exploration, compared with a certificate. */
interface RecheckToRender {
  /** `outOfMemory`: the exploration ran out of memory. */
  readonly verdict: 'confirmed' | 'refuted' | 'interrupted' | 'outOfMemory';
  readonly exploredDepth: number;
  readonly states: number;
  readonly digest: string;
  /** The invariant is violated within that depth. */
  readonly isViolated: boolean;
}

/** The result of a repeated exploration, in a sentence. `moreMemory`: advice for a run out of memory. */
export function renderRecheck(
  { verdict, exploredDepth, states, digest, isViolated }: RecheckToRender,
  moreMemory: string,
): string[] {
  const explored = `${formatNumber(states)} states within ${exploredDepth} commands, digest ${digest}`;
  if (verdict === 'confirmed') return paragraph(`explored again: the same ${explored}`, 'green');
  if (verdict === 'interrupted') return paragraph('exploring again was stopped before its end', 'yellow');
  if (verdict === 'outOfMemory')
    return paragraph(`exploring again was stopped short of memory; ${moreMemory}`, 'yellow');
  const why = isViolated ? ', and the violation is there' : '';
  return paragraph(`explored again, unlike the certificate: ${explored}${why}`, 'red');
}
