import type { Command, Outcome, System } from './model.ts';
import { UserError } from './user-error.ts';
import type { Violation } from './violation.ts';
import { sameFinding } from './violation.ts';
import { closeInTime } from './with-system.ts';

/** A system that was started once, and is reset for each run. */
export interface Started<Setup, C extends Command, O extends Outcome, View> {
  /** A system without any trace of the runs before. Its `close` ends the run alone. */
  begin(setup: Setup): Promise<System<C, O, View>>;
  stop(): Promise<void>;
}

/** Starts a system where a run needs it, and stops it where none does. */
export interface Starter<Setup, C extends Command, O extends Outcome, View> {
  begin(setup: Setup): Promise<System<C, O, View>>;
  /**
   * Stops the system, so that the next run begins on a restarted one. Only between two runs. Where the system does not stop, or
   * rejects, the next run begins on a restarted one all the same.
   */
  restart(): Promise<void>;
}

/** How long a system without a run stays started, in milliseconds: the next run mostly begins at once. */
const idleMs = 200;

const starters = new WeakMap<object, unknown>();

/** The starter of a kind of system: one for all set-ups, so that all engines share what was started. */
export function starterOf<Setup, C extends Command, O extends Outcome, View>(
  kind: object,
  start: () => Promise<Started<Setup, C, O, View>>,
): Starter<Setup, C, O, View> {
  const known = starters.get(kind) as Starter<Setup, C, O, View> | undefined;
  if (known !== undefined) return known;
  const starter = createStarter(start);
  starters.set(kind, starter);
  return starter;
}

function createStarter<Setup, C extends Command, O extends Outcome, View>(
  start: () => Promise<Started<Setup, C, O, View>>,
): Starter<Setup, C, O, View> {
  let started: Promise<Started<Setup, C, O, View>> | null = null;
  let runs = 0;
  let idle: NodeJS.Timeout | undefined;

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const last = started;
    started = null;
    await (await last)?.stop();
  }

  function endRun(): void {
    runs -= 1;
    // A system that cannot be stopped in the background has no run any more that could report it.
    if (runs === 0) idle = setTimeout(() => void stop().catch(() => undefined), idleMs);
  }

  return {
    async begin(setup) {
      clearTimeout(idle);
      runs += 1;
      try {
        started ??= start();
        const system = await (await started).begin(setup);
        return {
          ...(system.failpoints !== undefined && { failpoints: system.failpoints }),
          perform: (command) => system.perform(command),
          view: () => system.view(),
          ...(system.checkpoint !== undefined && { checkpoint: () => system.checkpoint?.() ?? Promise.resolve(null) }),
          close: () => system.close().finally(endRun),
        };
      } catch (error) {
        started = null;
        endRun();
        throw error;
      }
    },
    restart: stop,
  };
}

/** A violation that shows after other runs alone: the system keeps something of them, and no verdict is possible. */
export class LeftOver extends UserError {
  override name = 'LeftOver';
}

/**
 * Repeats a run that has shown a violation, after a restart of the system, where it was started for many runs. Throws
 * `LeftOver` where the violation is gone, and `EnvironmentError` where the system does not stop in time.
 */
export async function confirmAfterRestart(
  { restart }: { readonly restart?: (() => Promise<void>) | undefined },
  violation: Violation,
  repeat: () => Promise<Violation | null>,
): Promise<void> {
  if (restart === undefined) return;
  await closeInTime({ close: restart });
  const second = await repeat();
  if (second !== null && sameFinding(second, violation)) return;
  throw new LeftOver(
    `${violation.name} shows after other runs, and not after a restart of the system: begin() keeps something of the ` +
      `runs before (${violation.details})`,
  );
}
