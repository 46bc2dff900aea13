import { explore } from '../explore/explore.ts';
import type { Exploration, Target } from '../explore/result.ts';
import type { Certificate } from '../kernel/certificate.ts';
import { namesOfDrawn } from '../kernel/drawn.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { restrictModel } from '../kernel/violation.ts';
import type { LaneOf } from './order.ts';

/** The invariant, and the limits of the exploration. */
export interface ExploreFor<C> {
  readonly kind: Target['kind'];
  /** The invariant. */
  readonly name: string;
  /** How many distinct states an exploration keeps, at most, and how many states on the way of a recovery. */
  readonly maxStates: number;
  readonly laneOf?: LaneOf<C>;
  readonly signal?: AbortSignal;
  readonly onProgress?: () => void;
}

export interface Certified<C> {
  readonly certificate: Certificate;
  /** A shorter run with the violation, where the exploration finds one: a minimal run. */
  readonly shorter: ViolatingRun<C> | null;
}

/**
 * Looks for a proof that no run of fewer commands violates an invariant, by exploring the model to one command less. Where a
 * shorter run violates it, the certificate is for that run. An exploration takes one value of each drawn field, which proves
 * nothing of runs with other values. The same arguments give the same certificate, digest included.
 */
export async function certify<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { length, ...options }: ExploreFor<C> & { readonly length: number },
): Promise<Certified<C>> {
  if (length === 0)
    return { certificate: locallyMinimal('violated before the first command, and no run is shorter'), shorter: null };
  const explored = await exploreFor(model, options, length - 1);
  if (typeof explored === 'string') return { certificate: locallyMinimal(explored), shorter: null };
  const { distinctStates: states, digest } = explored;
  const shorter = violationIn(explored, options.name);
  // Before the first command no value was drawn.
  const drawn = length > 1 ? namesOfDrawn(model.drawn) : [];
  if (shorter === undefined && drawn.length > 0) {
    const reason = `no run of at most ${length - 1} command${length === 2 ? '' : 's'} has this violation with the one value that was explored of ${drawn.join(', ')}`;
    return { certificate: locallyMinimal(reason), shorter: null };
  }
  if (shorter === undefined) {
    return { certificate: { kind: 'minimal', exploredDepth: length - 1, states, digest }, shorter: null };
  }
  const { certificate } = await certify(model, { ...options, length: shorter.commands.length });
  return { certificate, shorter };
}

/**
 * The simplest minimal run that violates an invariant, of at most `longest` commands; `null` where no such run exists, or
 * where exploring is too expensive.
 */
export async function shortestByExploring<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { longest, ...options }: ExploreFor<C> & { readonly longest: number },
): Promise<ViolatingRun<C> | null> {
  const explored = await exploreFor(model, options, longest);
  return typeof explored === 'string' ? null : (violationIn(explored, options.name) ?? null);
}

/** The model is restricted to a single finding, but an exploration may also find an endless recovery. */
function violationIn<C>({ violations }: Exploration<C>, name: string): ViolatingRun<C> | undefined {
  return violations.find(({ violation }) => violation.name === name);
}

function locallyMinimal(reason: string): Certificate {
  return { kind: 'locally minimal', reason };
}

/** More recovery than was asked for. An exploration counts its own states, and follows recoveries to their end. */
class TooMuchRecovery extends Error {}

/** Explores every run of at most `maxDepth` commands, for a single invariant; or returns why that was impossible. */
async function exploreFor<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { kind, name, maxStates, laneOf, signal, onProgress }: ExploreFor<C>,
  maxDepth: number,
): Promise<Exploration<C> | string> {
  let recovering = 0;
  const asked = {
    ...restrictModel(model, { kind, name }),
    recovery(state: State): readonly C[] {
      if (kind === 'invariant') return [];
      if ((recovering += 1) > maxStates) throw new TooMuchRecovery();
      return model.recovery(state);
    },
  };
  const what = `every run of at most ${maxDepth} command${maxDepth === 1 ? '' : 's'}`;
  const interrupted = `interrupted while exploring ${what}`;
  if (signal?.aborted === true) return interrupted;
  const most = maxStates.toLocaleString('en');
  try {
    const explored = await explore(asked, {
      maxDepth,
      maxStates,
      ...(laneOf && { laneOf }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    if (explored.isComplete || explored.stoppedBy === 'maxDepth') return explored;
    if (explored.stoppedBy === 'memory') return `there is not enough memory for exploring ${what}`;
    return explored.stoppedBy === 'maxStates' ? `exploring ${what} leads to more than ${most} states` : interrupted;
  } catch (error) {
    if (!(error instanceof TooMuchRecovery)) throw error;
    return `exploring ${what} leads to more than ${most} states from which recovery starts`;
  }
}
