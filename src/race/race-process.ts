import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SubjectSource } from '../explore/subject-source.ts';
import { EnvironmentError } from '../kernel/environment-error.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { moduleAt } from '../kernel/module-at.ts';
import type { Race } from '../kernel/race.ts';
import type { Policies, Scope } from '../kernel/subject.ts';
import type { ScheduleSearch } from './find-by.ts';
import type { RaceMode } from './on-stage.ts';
import type { RaceResult, RaceRunner, StartRunner } from './race-runner.ts';
import { runAhead } from './run-ahead.ts';
import type { ScheduleNote } from './schedule-note.ts';

/** How a process finds and sets up what it races. */
export interface RaceOrder {
  readonly source: SubjectSource;
  readonly setup: RaceMode & {
    readonly system: string;
    readonly policies: Policies;
    readonly scope: Scope;
    readonly answerMs?: number | undefined;
    readonly suspended?: readonly string[];
  };
  readonly search: ScheduleSearch;
}

/** A message to a process: first what it races, and then race after race. */
export type RaceRequest =
  | { readonly type: 'begin'; readonly order: RaceOrder; readonly actors: readonly string[] }
  | { readonly type: 'race'; readonly race: Race };

/** A message of a process. `isEnvironment`: the machine, the server or the set-up is at fault. */
export type RaceReply =
  | { readonly type: 'note'; readonly note: ScheduleNote }
  | { readonly type: 'result'; readonly result: RaceResult<Command, Outcome> }
  | { readonly type: 'failed'; readonly message: string; readonly isEnvironment: boolean };

/** So long may a process take to end, in milliseconds: it closes its stage and drops its tables. */
const mostEndMs = 3_000;

/** Starts processes that share the races, each with a stage and tables of its own. */
export function raceInProcesses(count: number, order: RaceOrder, signal: AbortSignal): StartRunner {
  return <C extends Command, O extends Outcome>(races: readonly Race<C>[], actors: readonly string[]) => {
    const processes = Array.from({ length: Math.min(count, races.length) }, () => startProcess<C, O>(order, actors));
    const runner = runAhead(races, processes);
    const stop = (): void => void runner.close();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
    return runner;
  };
}

function startProcess<C extends Command, O extends Outcome>(
  order: RaceOrder,
  actors: readonly string[],
): RaceRunner<C, O> {
  // A process group of its own: Ctrl-C reaches this process alone, and the end of the channel ends the other one.
  const child = fork(fileURLToPath(moduleAt('race/worker')), {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let ended: Error | null = null;
  // Where the process has ended, `exit` reports that.
  const send = (request: RaceRequest): void => void child.send(request, () => undefined);
  send({ type: 'begin', order, actors });
  child.once('exit', (code, signal) => {
    ended = new Error(`a process that runs races has ended (${signal ?? `exit code ${code}`})`);
  });

  return {
    run: (race, visit) =>
      new Promise((resolve, reject) => {
        const settle = (then: () => void): void => {
          child.off('message', onReply).off('exit', onExit);
          then();
        };
        const onReply = (reply: RaceReply): void => {
          if (reply.type === 'note') visit(reply.note);
          else if (reply.type === 'failed') settle(() => reject(errorFrom(reply)));
          // The process got commands and outcomes of these types, and gives them back.
          else settle(() => resolve(reply.result as RaceResult<C, O>));
        };
        const onExit = (): void => settle(() => reject(ended ?? new Error()));
        if (ended !== null) return reject(ended);
        child.on('message', onReply).on('exit', onExit);
        send({ type: 'race', race });
      }),
    close: () => end(child),
  };
}

function errorFrom({ message, isEnvironment }: Extract<RaceReply, { type: 'failed' }>): Error {
  return isEnvironment ? new EnvironmentError(message) : new Error(message);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const isLate = await Promise.race([exited.then(() => false), pause(mostEndMs, true, { ref: false })]);
  if (isLate) child.kill('SIGKILL');
}
