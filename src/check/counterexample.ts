import type * as fc from 'fast-check';
import type { Certificate } from '../kernel/certificate.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Finding, Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { Interrupted } from './watch.ts';
import type { ViolationFound } from './lockstep.ts';
import type { Met } from './met.ts';
import { recordMet } from './met.ts';
import type { Pair } from './run.ts';
import { violationOf, watching } from './run.ts';
import { shortestOnModel } from './shortest-on-model.ts';
import { shortestOnSystem } from './shortest-on-system.ts';

/** A violation with the shortest run that was found to show it. */
export interface Counterexample<C = Command> extends Violation {
  readonly commands: readonly C[];
  readonly length: number;
  /** The recovery that shows it, where that is not the one which every run ends with. Not counted in the length. */
  readonly recovery?: readonly C[];
  /** Why no shorter run is expected to show it. */
  readonly certificate: Certificate;
}

/** Where a shorter run may come from, and how far it is looked for. */
export interface Search<State, C extends Command, O extends Outcome, View> {
  /** Of further runs. */
  readonly arbitrary: fc.Arbitrary<readonly C[]>;
  readonly seed: number;
  /** The same subject in smaller worlds, the smallest first. */
  readonly smaller: readonly Model<State, C, O, View>[];
  /** How many distinct states are explored for a certificate, at most. */
  readonly maxStates: number;
  /** How many runs are taken to the system for what it alone shows, at most. */
  readonly maxDrives: number;
  readonly laneOf: (command: C) => string;
  readonly signal?: AbortSignal | undefined;
  /** Called before every piece of work; throws `Interrupted` to stop it. */
  readonly breathe: () => Promise<void>;
  /** Called now and then while exploring. */
  readonly onExplored: () => void;
}

/** A run that shows a finding. */
export interface Shown<C> {
  readonly commands: readonly C[];
  /** Where it is not the recovery that every run ends with. */
  readonly recovery?: readonly C[];
}

/** The same, as short as it has become. */
export interface Short<C> extends Shown<C> {
  readonly certificate: Certificate;
}

/** Told of what is come upon while a run is made short. */
export interface Tries<C> {
  readonly met: Met<C>;
  /** A shorter or plainer run shows the finding. */
  readonly improved: (shown: Shown<C>) => void;
}

/**
 * Makes what was found short, and then what was met on the way, each as a finding of its own. What the model shows,
 * too, is minimised on the model, without touching a database; what only the system shows, on the system.
 */
export async function counterexamplesOf<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  found: ViolationFound<C>,
  search: Search<State, C, O, View>,
): Promise<{ readonly violation: Counterexample<C>; readonly others: readonly Counterexample<C>[] }> {
  const met = recordMet<C>(found.violation);
  const violation = await counterexampleOf(pair, found, search, met);
  const others: Counterexample<C>[] = [];
  // What these come upon in turn is not followed: a search for one finding is no search for all.
  for (const other of met.findings()) {
    others.push(await counterexampleOf(pair, other, { ...search, maxDrives: 0 }, recordMet(other.violation)));
  }
  return { violation, others };
}

async function counterexampleOf<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  found: ViolationFound<C>,
  search: Search<State, C, O, View>,
  met: Met<C>,
): Promise<Counterexample<C>> {
  const isOnModel = found.violation.side !== 'system';
  const short = await interruptible(found.commands, (improved) =>
    (isOnModel ? shortestOnModel : shortestOnSystem)(pair, found, search, { met, improved }),
  );
  const shown = await shownBy(pair, found.violation, short);
  if (shown !== null) return shown;
  // The model says that the short run shows it, and the system does otherwise there: the long one has to be believed.
  const onSystem = await interruptible(found.commands, (improved) =>
    shortestOnSystem(pair, found, { ...search, maxDrives: 0 }, { met, improved }),
  );
  const reason = `the model shows it by a shorter run (${short.commands.length}), by which the system shows something else`;
  const certificate: Certificate =
    onSystem.certificate === interrupted ? interrupted : { kind: 'locally minimal', reason };
  const confirmed = await shownBy(pair, found.violation, { ...onSystem, certificate });
  return confirmed ?? { ...found.violation, commands: found.commands, length: found.commands.length, certificate };
}

/** Stopped by the user: what was found stands, as short as it has become. */
export async function interruptible<C>(
  commands: readonly C[],
  shorten: (improved: (shown: Shown<C>) => void) => Promise<Short<C>>,
): Promise<Short<C>> {
  let best: Shown<C> = { commands };
  try {
    return await shorten((improved) => (best = improved));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { ...best, certificate: interrupted };
  }
}

const interrupted: Certificate = {
  kind: 'locally minimal',
  reason: 'interrupted before every simplification was tried, so there may be a shorter run',
};

/** The finding as model and system show it by this run; `null` where they do not. */
async function shownBy<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  finding: Finding,
  { commands, recovery = [], certificate }: Short<C>,
): Promise<Counterexample<C> | null> {
  const found = await violationOf(watching(pair, finding), [...commands, ...recovery]);
  if (found === null || !sameFinding(found.violation, finding)) return null;
  const at = Math.min(found.violation.at, commands.length);
  const shownLater = recovery.length > 0 ? { recovery } : {};
  return { ...found.violation, at, commands, length: commands.length, ...shownLater, certificate };
}
