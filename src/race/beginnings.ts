import { ConfigurationError } from '../kernel/configuration.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import type { Race } from '../kernel/race.ts';
import type { Setup } from '../kernel/setup.ts';
import { firstOf } from '../kernel/use-case.ts';
import { UserError } from '../kernel/user-error.ts';
import { closeInTime } from '../kernel/with-system.ts';

/** So many times are two runs compared, where they cannot be trusted. */
const mostTries = 10;

/** So many times in a row is a difference up to chance, at most. */
const mostDiffering = 3;

/** So many are kept, at most. */
const mostKept = 500;

/** Where a race begins: what the system was, and what the commands before the race came to. */
interface Beginning<O extends Outcome, View> {
  readonly outcomes: readonly O[];
  readonly checkpoint: unknown;
  readonly view: View;
  /** Whether a system that began there was the same. */
  isVerified: boolean;
}

/** A run of a race, with everything that it shows. */
interface AuditedRun {
  /** Why it does not count. */
  readonly faults: readonly unknown[];
  /** Whether the system took the commands before. */
  readonly isFromStart: boolean;
}

/**
 * The beginnings of races: once a system has taken the commands before a race, and was taken down, the next systems begin
 * there, and need not take these commands again. Where they cannot be put back, all take them again. Where a system that begins
 * there is not the same, the races before it may have been wrong: that is a `ConfigurationError`.
 */
export interface Beginnings<C extends Command, O extends Outcome, View> {
  /**
   * A system that begins after these commands, and their outcomes. `null`: no system was taken down after them, or it cannot
   * be put back.
   */
  open(before: readonly C[]): Promise<{ readonly system: System<C, O, View>; readonly outcomes: readonly O[] } | null>;
  /** Takes a system down that has taken these commands, with these outcomes. */
  take(before: readonly C[], outcomes: readonly O[], system: System<C, O, View>): Promise<void>;
  /**
   * Compares a run of a race in which the system takes the commands before with a run that begins after them, where none was
   * compared with such commands before the race and at once. Throws `ConfigurationError` where they differ.
   */
  audit(race: Race<C>, run: (beginnings: Beginnings<C, O, View>) => Promise<AuditedRun>): Promise<void>;
  /** From now on all systems take the commands. */
  giveUp(): void;
  readonly isGivenUp: boolean;
}

/** The beginnings of the races of a set-up; `undefined` where its systems have no checkpoint. */
export function beginningsFor<State, C extends Command, O extends Outcome, View>(
  setup: Setup<State, C, O, View>,
): Beginnings<C, O, View> | undefined {
  return setup.checkpoints === true ? createBeginnings(setup) : undefined;
}

function createBeginnings<C extends Command, O extends Outcome, View>(
  setup: Patience & Pick<Setup<unknown, C, O, View>, 'open' | 'system' | 'subject'>,
): Beginnings<C, O, View> {
  const known = new Map<string, Beginning<O, View>>();
  const audited = new Set<string>();
  let isGivenUp = false;

  function giveUp(): void {
    isGivenUp = true;
    known.clear();
  }

  /** What throws shows that systems cannot begin so, unless it is the machine, the server or the user that ends the work. */
  async function attempt<Result>(work: () => Promise<Result>): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError) throw error;
      giveUp();
      return null;
    }
  }

  const notTheSame = (what: string): ConfigurationError =>
    new ConfigurationError(
      `the system ${setup.system} of ${setup.subject} does not begin where it was taken down: ${what}; leave out \`checkpoints\` ` +
        'of the system, or let `checkpoint` take down all of its state, and `open` begin at `from`',
    );

  /** Throws `ConfigurationError` where a system does not begin as the other one was taken down. */
  async function verify(system: System<C, O, View>, beginning: Beginning<O, View>): Promise<void> {
    const own = await answerInTime(system.checkpoint?.() ?? Promise.resolve(null), setup);
    if (!sameJson(own, beginning.checkpoint)) throw notTheSame('its checkpoint is another one');
    if (!sameJson(await answerInTime(system.view(), setup), beginning.view))
      throw notTheSame('its view is another one');
    beginning.isVerified = true;
  }

  const beginnings: Beginnings<C, O, View> = {
    get isGivenUp() {
      return isGivenUp;
    },
    giveUp,
    async audit(race, run) {
      const kinds = kindsIn(race).filter((one) => !audited.has(one));
      if (isGivenUp || kinds.length === 0) return;
      let differing = 0;
      for (let tries = 0; tries < mostTries; tries += 1) {
        const taken = await run({ ...beginnings, open: async () => null });
        if (!known.has(keyOf(race.before))) return;
        const putBack = await run(beginnings);
        if (isGivenUp) return;
        if (taken.faults.length > 0 || putBack.faults.length > 0) continue;
        if (isSameRun(taken, putBack)) return kinds.forEach((one) => audited.add(one));
        // A run may stray once.
        differing += 1;
        if (differing === mostDiffering) throw notTheSame(`a race after ${namesOf(race)} ran in another way`);
      }
      giveUp();
    },
    async open(before) {
      const beginning = known.get(keyOf(before));
      if (beginning === undefined) return null;
      const system = await setup.open(beginning.checkpoint).catch(giveUp);
      if (system === undefined) return null;
      try {
        if (!beginning.isVerified) await attempt(() => verify(system, beginning));
      } catch (error) {
        await closeInTime(system).catch(() => undefined);
        throw error;
      }
      if (beginning.isVerified) return { system, outcomes: beginning.outcomes };
      await closeInTime(system);
      return null;
    },
    async take(before, outcomes, system) {
      const key = keyOf(before);
      if (isGivenUp || before.length === 0 || known.has(key)) return;
      await attempt(async () => {
        const checkpoint = await answerInTime(system.checkpoint?.() ?? Promise.resolve(null), setup);
        if (checkpoint === null) return giveUp();
        const view = await answerInTime(system.view(), setup);
        known.set(key, { outcomes, checkpoint, view, isVerified: false });
        const [oldest] = known.keys();
        if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
      });
    },
  };
  return beginnings;
}

/** The commands of a race in a few words. */
function namesOf({ before, atOnce }: Race): string {
  const racing = atOnce.flatMap(({ commands }) => commands);
  const [earlier, later] = [before, racing].map((list) => list.map((command) => firstOf(command).type).join(', '));
  return `${earlier} (${later} at once)`;
}

function keyOf(before: readonly Command[]): string {
  return JSON.stringify(before);
}

/**
 * Every kind of command before a race, with every kind at once: what the one leaves in a memory that is not taken down, the other
 * may show.
 */
function kindsIn({ before, atOnce }: Race): string[] {
  const kindOf = (actor: string, command: Command): string => {
    const { type, fault = '' } = firstOf(command);
    return `${actor} ${type} ${fault}`;
  };
  const racing = atOnce.flatMap(({ actor, commands }) => commands.map((command) => kindOf(actor, command)));
  return before.flatMap((command) => racing.map((kind) => `${kindOf('', command)} | ${kind}`));
}

/** Whether two runs were the same in everything that they show. */
function isSameRun(taken: AuditedRun, putBack: AuditedRun): boolean {
  return sameJson(taken, { ...putBack, isFromStart: taken.isFromStart });
}
