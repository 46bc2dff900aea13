import { styleText } from 'node:util';
import type { Replay, ReplayedStep, ReplayVerdict } from '../check/replay.ts';
import { readAnyTrace } from '../corpus/matrix-trace.ts';
import type { Trace } from '../corpus/trace.ts';
import { explore } from '../explore/explore.ts';
import { moreMemory } from '../explore/memory.ts';
import type { Certificate } from '../kernel/certificate.ts';
import { sameJson } from '../kernel/json.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { steps } from '../report/steps.ts';
import { timeline } from '../report/timeline.ts';
import { chooseSystem, subjectNamed } from './choose.ts';
import { replayFitting } from './counterexamples.ts';
import { exitCode, UsageError } from './exit.ts';
import { whereOf } from './explore.ts';
import { showProgress } from './progress.ts';
import { replayStatementsCommand } from './replay-statements.ts';
import { tellCertificate, tellFoundBy, tellHead } from './tell.ts';

export interface ReplayFlags {
  readonly system?: string;
  /** The step after which the whole state is shown; 0 is before the first. */
  readonly step?: number;
  readonly recheck?: boolean;
  readonly json?: boolean;
}

/** What exploring again came to: whether it is what the certificate says. */
interface Recheck {
  /** `short`: there was no memory for it. */
  readonly verdict: 'confirmed' | 'refuted' | 'interrupted' | 'short';
  readonly exploredDepth: number;
  readonly states: number;
  readonly digest: string;
  /** Whether the invariant falls within that depth. */
  readonly falls: boolean;
}

/** `faultbook replay`: the exit code. */
export async function replayCommand(path: string, flags: ReplayFlags, signal: AbortSignal): Promise<number> {
  const read = await readAnyTrace(path);
  if ('steps' in read) return replayStatementsCommand(path, read, flags);
  const { subject, trace, replayed } = await replayTrace(read, path, flags.system);
  const { certificate } = trace;
  if (flags.recheck === true && certificate?.kind !== 'shortest') {
    throw new UsageError(`${path} has nothing to explore again: ${tellCertificate(certificate)}`);
  }
  const { verdict, changes } = replayed;
  if (flags.step !== undefined) {
    const shown = stateAt(replayed, flags.step, path);
    console.log(flags.json === true ? JSON.stringify({ file: path, verdict, ...shown }, null, 2) : tellState(shown));
    return codeOf[verdict];
  }
  if (flags.json !== true) for (const line of tell(subject, trace, replayed)) console.log(line);
  const recheck =
    flags.recheck === true && certificate?.kind === 'shortest'
      ? await exploreAgain(subject, trace, certificate, signal)
      : null;
  if (flags.json === true) {
    const { found, steps: told, system } = replayed;
    const json = { file: path, ...trace, system, verdict, found, changes, steps: told.map(jsonOf), recheck };
    console.log(JSON.stringify(json, null, 2));
  } else if (recheck !== null) console.log(tellRecheck(recheck));
  if (recheck?.verdict === 'interrupted') return exitCode.interrupted;
  if (recheck?.verdict === 'short') return exitCode.undecided;
  return verdict === 'gone' && recheck?.verdict === 'refuted' ? exitCode.undecided : codeOf[verdict];
}

const codeOf: Record<ReplayVerdict, number> = {
  reproduced: exitCode.violation,
  other: exitCode.violation,
  gone: exitCode.asPromised,
};

type Replayed = Replay & { readonly changes: readonly string[] };

/** Finds the subject of a trace, and takes it to its system or to another one. Throws where it does not fit. */
export async function replayTrace(
  trace: Trace,
  path: string,
  system?: string,
): Promise<{ readonly subject: AnySubject; readonly trace: Trace; readonly replayed: Replayed }> {
  const subject = subjectNamed(trace.subject);
  const replayed = await replayFitting(
    subject,
    trace,
    system === undefined ? trace.system : chooseSystem(subject, system),
  );
  if ('unfit' in replayed) throw new UsageError(`${path} does not fit: ${replayed.unfit.join('; ')}`);
  return { subject, trace, replayed };
}

/** Explores what the certificate says was explored. */
async function exploreAgain(
  subject: AnySubject,
  { policies, scope, violation }: Trace,
  { exploredDepth, states, digest }: Extract<Certificate, { kind: 'shortest' }>,
  signal: AbortSignal,
): Promise<Recheck> {
  const progress = showProgress(`exploring again, to ${exploredDepth} commands`);
  const again = await explore(subject.model(policies, scope), {
    maxDepth: exploredDepth,
    signal,
    onProgress: (at) => progress.update(whereOf(at)),
  });
  progress.clear();
  const found = { exploredDepth, states: again.distinctStates, digest: again.digest };
  const falls = again.violations.some((one) => sameFinding(one, violation));
  const isSame = !falls && sameJson(found, { exploredDepth, states, digest });
  const stopped = { signal: 'interrupted', memory: 'short' } as const;
  const verdict =
    again.stoppedBy === 'signal' || again.stoppedBy === 'memory'
      ? stopped[again.stoppedBy]
      : isSame
        ? 'confirmed'
        : 'refuted';
  return { verdict, ...found, falls };
}

function tellRecheck({ verdict, exploredDepth, states, digest, falls }: Recheck): string {
  const explored = `${states.toLocaleString('en')} states within ${exploredDepth} commands, digest ${digest}`;
  if (verdict === 'confirmed') return styleText('green', `explored again: the same ${explored}`);
  if (verdict === 'interrupted') return styleText('yellow', 'exploring again was stopped before its end');
  if (verdict === 'short') return styleText('yellow', `exploring again was stopped short of memory; ${moreMemory}`);
  const why = falls ? ', and it falls there' : '';
  return styleText('red', `explored again, and not as the certificate says: ${explored}${why}`);
}

/** The whole of both sides at one point of a run. */
interface StateAt {
  readonly step: number;
  readonly after: ReplayedStep['command'] | null;
  readonly state: unknown;
  readonly system: string;
  /** `null` where the system threw. */
  readonly view: unknown;
}

function stateAt({ initial, steps: taken, system }: Replay, step: number, path: string): StateAt {
  if (step === 0) return { step, after: null, ...initial, system };
  const at = taken[step - 1];
  if (at === undefined) {
    throw new UsageError(`${path} has no step ${step}: the run takes ${taken.length}, with its recovery`);
  }
  return { step, after: at.command, state: at.model.state, system, view: at.system?.view ?? null };
}

function tellState({ step, after, state, system, view }: StateAt): string {
  return [
    after === null ? 'before the first command' : `after step ${step}, ${JSON.stringify(after)}`,
    `the model’s state: ${JSON.stringify(state, null, 2)}`,
    `the view of ${system}: ${JSON.stringify(view, null, 2)}`,
  ].join('\n');
}

function labelOf({ isRecovery }: ReplayedStep, index: number, { commands }: Trace): string {
  return isRecovery ? `r${index + 1 - commands.length}` : String(index + 1);
}

function jsonOf({ command, isRecovery, model, system }: ReplayedStep): object {
  return {
    command,
    isRecovery,
    outcome: { model: model.outcome, system: system?.outcome ?? null },
    patches: model.patches,
    changes: system?.changes ?? null,
  };
}

function tell(
  subject: AnySubject,
  trace: Trace,
  { system, steps: taken, found, verdict, changes }: Replayed,
): string[] {
  const { policies, scope, certificate, violation } = trace;
  const told = taken.map((step, index) => ({
    label: labelOf(step, index, trace),
    patches: step.model.patches,
    changes: step.system?.changes ?? [],
    notes: notesOf(step),
  }));
  const { kind, name } = found ?? violation;
  const commandsOf = (isRecovery: boolean): ReplayedStep['command'][] =>
    taken.filter((step) => step.isRecovery === isRecovery).map(({ command }) => command);
  const lines = timeline(
    subject,
    { policies, scope },
    { commands: commandsOf(false), kind, name, recovery: kind === 'settled' ? commandsOf(true) : [] },
  );
  return [
    ...tellHead(`${subject.name} on ${system}`, policies, scope),
    `found by ${tellFoundBy(trace.foundBy)}`,
    // Where nothing falls, the line that says what does is left out.
    ...(found === null ? lines.slice(0, -1) : lines),
    '',
    ...steps(system, told),
    '',
    tellReplayed(verdict, trace, found),
    ...changes,
    ...(verdict === 'reproduced' ? [tellCertificate(certificate)] : []),
  ];
}

/** Both outcomes where they are not the same; that the system threw. */
function notesOf({ model, system }: ReplayedStep): { model: readonly string[]; system: readonly string[] } {
  const isSame = system !== null && sameJson(model.outcome, system.outcome);
  const answer = (outcome: object): string => `answers ${JSON.stringify(outcome)}`;
  if (isSame) return { model: [], system: [] };
  return { model: [answer(model.outcome)], system: [system === null ? 'throws' : answer(system.outcome)] };
}

function tellReplayed(verdict: ReplayVerdict, { violation }: Trace, found: Replay['found']): string {
  const { name, kind } = violation;
  if (verdict === 'gone' || found === null) return styleText('green', `gone: ${name} (${kind}) is not shown any more`);
  if (verdict === 'reproduced') return styleText('red', `reproduced: ${name} (${kind}): ${found.details}`);
  return styleText('red', `not ${name} (${kind}), but ${found.name} (${found.kind}): ${found.details}`);
}
