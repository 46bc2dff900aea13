import { driveEdges } from '../explore/drive.ts';
import type { Driven } from '../explore/drive.ts';
import { NoGraph } from '../explore/graph.ts';
import { createBreath } from '../kernel/breath.ts';
import type { Command } from '../kernel/model.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { mostDrives } from './check.ts';
import type { Counterexample } from './counterexample.ts';
import { interruptible } from './counterexample.ts';
import { ViolationFound } from './lockstep.ts';
import { recordMet } from './met.ts';
import { pairOf } from './run.ts';
import { shortestOnSystem } from './shortest-on-system.ts';
import { Interrupted } from './watch.ts';

/** What driving every transition on a system came to. */
export interface DrivenOn extends Omit<Driven, 'partings'> {
  readonly system: string;
  /** Where model and system diverge, by the shortest run that was found to it. */
  readonly disagreement: Counterexample | null;
}

/** No transition was driven, and why. */
export interface NotDriven {
  readonly system: string;
  readonly notDriven: string;
}

/** How far driving is. */
export type DriveProgress =
  | { readonly phase: 'reaching states'; readonly states: number }
  | { readonly phase: 'driving'; readonly driven: number; readonly edges: number }
  | { readonly phase: 'minimising' };

export interface DriveSystemOptions {
  /** One of the subject's systems, by name. */
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  /** With more states than this, nothing is driven: `NotDriven`. */
  readonly maxStates: number;
  /** Stops it; what was driven until then is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DriveProgress) => void;
}

/** Drives every transition of the subject's model on one of its systems, and minimises the first divergence. */
export async function driveSystem(
  subject: AnySubject,
  { system, policies, scope, maxStates, signal, onProgress }: DriveSystemOptions,
): Promise<DrivenOn | NotDriven> {
  const pair = pairOf(subject, { system, policies, scope });
  try {
    const { partings, ...driven } = await driveEdges(pair.model, pair.open, {
      maxStates,
      ...(signal && { signal }),
      onReached: (states) => onProgress?.({ phase: 'reaching states', states }),
      onProgress: (at) => onProgress?.({ phase: 'driving', ...at }),
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
    const breath = createBreath(() => onProgress?.({ phase: 'minimising' }));
    const search = {
      maxDrives: mostDrives,
      laneOf: (command: Command) => subject.narration.laneOf(command),
      breathe: async () => {
        await breath();
        if (signal?.aborted === true) throw new Interrupted();
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
  }
}
