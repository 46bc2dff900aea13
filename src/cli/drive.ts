import type { Counterexample } from '../check/counterexample.ts';
import { interruptible } from '../check/counterexample.ts';
import { ViolationFound } from '../check/lockstep.ts';
import { mostDrives } from '../check/check.ts';
import { recordMet } from '../check/met.ts';
import { pairOf } from '../check/run.ts';
import { shortestOnSystem } from '../check/shortest-on-system.ts';
import { Interrupted } from '../check/watch.ts';
import type { Driven } from '../explore/drive.ts';
import { driveEdges } from '../explore/drive.ts';
import { NoGraph } from '../explore/graph.ts';
import { createBreath } from '../kernel/breath.ts';
import type { Command } from '../kernel/model.ts';
import { formatNumber } from '../report/numbers.ts';
import type { World } from './explore.ts';
import { showProgress } from './progress.ts';

/** What driving every edge on a system came to. */
export interface DrivenOn extends Omit<Driven, 'partings'> {
  readonly system: string;
  /** Where model and system part, by the shortest run that was found to it. */
  readonly disagreement: Counterexample | null;
}

/** None was driven, and why. */
export interface NotDriven {
  readonly system: string;
  readonly notDriven: string;
}

/** Drives every edge of the world's graph of states on one of its systems. */
export async function driveOn(
  { subject, policies, scope }: Omit<World, 'system'>,
  system: string,
  maxStates: number,
  signal: AbortSignal,
): Promise<DrivenOn | NotDriven> {
  const pair = pairOf(subject, { system, policies, scope });
  const progress = showProgress(`driving the edges of ${subject.name} on ${system}`);
  try {
    const { partings, ...driven } = await driveEdges(pair.model, pair.open, {
      maxStates,
      signal,
      onReached: (states) => progress.update(`${formatNumber(states)} states reached first`),
      onProgress: (at) => progress.update(`${formatNumber(at.driven)} of ${formatNumber(at.edges)}`),
    });
    const [first] = partings;
    if (first === undefined) return { system, ...driven, disagreement: null };
    const { commands: before, ...what } = first;
    const where = before.at(-1)?.type;
    const violation = {
      ...what,
      ...(where !== undefined && { where }),
      side: 'system',
      at: Math.max(0, before.length - 1),
    } as const;
    const breath = createBreath(() => progress.update('model and system part; looking for a shorter run'));
    const search = {
      maxDrives: mostDrives,
      laneOf: (command: Command) => subject.narration.laneOf(command),
      breathe: async () => {
        await breath();
        if (signal.aborted) throw new Interrupted();
      },
    };
    const { commands, certificate } = await interruptible(before, (improved) => {
      const tries = { met: recordMet<Command>(violation), improved };
      return shortestOnSystem(pair, new ViolationFound(violation, before), search, tries);
    });
    const { length } = commands;
    const disagreement = { ...violation, at: Math.max(0, length - 1), commands, length, certificate };
    return { system, ...driven, disagreement };
  } catch (error) {
    if (!(error instanceof NoGraph)) throw error;
    return { system, notDriven: error.message };
  } finally {
    progress.clear();
  }
}
