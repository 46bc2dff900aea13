import { subjectFrom } from '../explore/subject-source.ts';
import type { Race } from '../kernel/race.ts';
import { hideSqliteWarning } from '../kernel/sqlite-warning.ts';
import { UserError } from '../kernel/user-error.ts';
import { beginningsFor } from './beginnings.ts';
import { onStage } from './on-stage.ts';
import type { RaceOrder, RaceReply, RaceRequest } from './race-process.ts';
import { runnerAt } from './race-runner.ts';

// A process that runs races at a stage of its own, until its parent process hangs up.

hideSqliteWarning();

/** So long may a race under way take to stop, in milliseconds. */
const mostEndMs = 2_000;

const stop = new AbortController();
process.on('disconnect', () => {
  stop.abort();
  setTimeout(() => process.exit(), mostEndMs).unref();
});

const waiting: Race[] = [];
let wake: () => void = () => undefined;
stop.signal.addEventListener('abort', () => wake());

process.on('message', (request: RaceRequest) => {
  if (request.type === 'race') {
    waiting.push(request.race);
    return wake();
  }
  raceAll(request.order, request.actors).catch((error: unknown) =>
    send({
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
      isEnvironment: error instanceof UserError,
    }),
  );
});

async function raceAll({ source, setup, search }: RaceOrder, actors: readonly string[]): Promise<void> {
  const { signal } = stop;
  await onStage(await subjectFrom(source), { ...setup, signal }, async (where) => {
    await where.stage.admit(actors);
    const runner = runnerAt(
      { ...where, ready: new Set<string>(), beginnings: beginningsFor(where.setup) },
      { search, signal },
    );
    for (;;) {
      const race = waiting.shift();
      if (signal.aborted) return;
      if (race === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else send({ type: 'result', result: await runner.run(race, (note) => send({ type: 'note', note })) });
    }
  });
}

function send(reply: RaceReply): void {
  // The parent process may hang up meanwhile, which `disconnect` reports.
  if (process.connected) process.send?.(reply, undefined, undefined, () => undefined);
}
