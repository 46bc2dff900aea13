import { driveEdges } from '../explore/drive.ts';
import type { Driven } from '../explore/drive.ts';
import { NoGraph } from '../explore/graph.ts';
import { createYield } from '../kernel/event-loop.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { SetupOptions } from '../kernel/setup.ts';
import { setUp } from '../kernel/setup.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { mostDrives } from './check.ts';
import { interruptible } from './counterexample.ts';
import { recordOtherFindings } from './other-findings.ts';
import { shrinkOnSystem } from './shrink-on-system.ts';
import type { CertifiedRun } from './shrinking.ts';
import { findLimits } from './system-limits.ts';

/** The result of driving every transition on a system. */
export interface DrivenOn extends Omit<Driven, 'violations'> {
  readonly system: string;
  /** What the verdict does not cover, since the system lacks it or does not show it; `null` where that is nothing. */
  readonly limits: SystemLimits | null;
  /** A divergence between model and system, by the shortest run that was found to it. */
  readonly divergence: (ViolatingRun & CertifiedRun<Command>) | null;
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

export interface DriveSystemOptions extends SetupOptions<Policies, Scope> {
  /** With more states, no transition is driven: `NotDriven`. */
  readonly maxStates: number;
  /** Stops the work; the transitions driven until then are reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DriveProgress) => void;
}

/** Drives every transition of the subject's model on a system of the subject, and minimises the first divergence. */
export async function driveSystem(
  subject: AnySubject,
  { system, policies, scope, answerMs, maxStates, signal, onProgress }: DriveSystemOptions,
): Promise<DrivenOn | NotDriven> {
  const setup = setUp(subject, { system, policies, scope, answerMs, ...(signal && { signal }) });
  if (setup.realClock !== undefined)
    return {
      system,
      notDriven: `the clock of the system ${system} cannot be moved, and a drive would wait at each tick; check drives transitions at random`,
    };
  try {
    const { violations, ...driven } = await driveEdges(setup, {
      maxStates,
      ...(signal && { signal }),
      onReached: (states) => onProgress?.({ phase: 'reaching states', states }),
      onProgress: (at) => onProgress?.({ phase: 'driving', ...at }),
    });
    const [found] = violations;
    const limits = await findLimits(subject, { system, policies, scope });
    if (found === undefined) return { system, limits, ...driven, divergence: null };
    const { violation } = found;
    const yielding = createYield(() => onProgress?.({ phase: 'minimising' }));
    const search = {
      maxDrives: mostDrives,
      yieldToEvents: async () => {
        await yielding();
        if (signal?.aborted === true) throw new Interrupted();
      },
    };
    const shrunk = await interruptible(found, (improved) =>
      shrinkOnSystem(setup, found, search, { others: recordOtherFindings<Command>(violation), improved }),
    );
    const at = Math.max(0, shrunk.commands.length - 1);
    return { system, limits, ...driven, divergence: { ...shrunk, violation: { ...violation, at } } };
  } catch (error) {
    if (!(error instanceof NoGraph)) throw error;
    return { system, notDriven: error.message };
  }
}
