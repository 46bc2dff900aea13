import type { FingerprintSet } from '../kernel/fingerprint-set.ts';
import type { StateInvariant, StepInvariant } from '../kernel/invariant.ts';
import { holdsAfter, holdsIn } from '../kernel/invariant.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import { auditSteps } from './audit-steps.ts';
import { auditSymmetry } from './audit-symmetry.ts';
import { addToDigest } from './digest.ts';
import type { Found } from './found.ts';
import { count, emptyFound } from './found.ts';
import { createFrontier } from './frontier.ts';
import type { Pace } from './pace.ts';
import { createPace } from './pace.ts';
import { endless, recoveriesOf } from './recoveries.ts';
import type { Target } from './result.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';

/** A search that visits states, level by level: alone, or together with others that share the reached states. */
export interface Search<State> {
  /** The number of its states of the next level. */
  readonly ahead: number;
  /** Puts the initial state on the next level. */
  begin(): void;
  /** Adds a state to the next level. */
  put(state: State): void;
  /** Gives away a state of the next level. */
  take(): State;
  /** Begins the level at this distance from the initial state, in commands. */
  advance(depth: number): void;
  /**
   * Visits the states of this level: checks the invariants in each and, where asked for, takes every command. The work
   * yields wherever it may pause: between two states, and within a state with many commands or recoveries.
   */
  visit(takesCommands: boolean): Generator<void, void>;
  readonly pace: Pace;
  /** The results of this level. */
  readonly found: Found;
}

/** The first states, and later a sample of the states, are audited: is the model a function of its state? */
const alwaysAudited = 500;
const stepsAuditedEvery = 1_000;
/** The sample for the audit of the symmetry. */
const symmetryAuditedEvery = 100;
/** The number of commands of a state between two yields. */
const commandsInOneGo = 32;

export function startSearch<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  reductions: Reductions,
  visited: FingerprintSet,
): Search<State> {
  const space = spaceOf(model, reductions);
  const pace = createPace();
  const recoveries = recoveriesOf(model, reductions, pace);
  // Invariants of states are checked once for each state, invariants of steps at every step, until they are violated.
  const ofStates = new Set(model.invariants.filter((one): one is StateInvariant<View> => 'holds' in one));
  const ofSteps = new Set(model.invariants.filter((one): one is StepInvariant<View, C, O> => !('holds' in one)));
  const freePages: Uint8Array[] = [];
  let level = createFrontier(freePages);
  let next = createFrontier(freePages);
  let found = emptyFound();
  let depth = 0;
  let looked = 0;

  function recordViolation(kind: Target['kind'], name: string, length: number): void {
    found.targets.set(name, { kind, name, length });
  }

  function* look(state: State): Generator<void, void> {
    looked += 1;
    const isEarly = looked <= alwaysAudited;
    if (isEarly || looked % stepsAuditedEvery === 0) yield* auditSteps(model, space, state, pace);
    if (reductions.symmetry && (isEarly || looked % symmetryAuditedEvery === 0)) yield* auditSymmetry(model, state);
    addToDigest(found.digest, space.digested());
    if (ofStates.size > 0) {
      const view = model.view(state);
      for (const invariant of ofStates) {
        if (holdsIn(invariant, view)) continue;
        ofStates.delete(invariant);
        recordViolation('invariant', invariant.id, depth);
      }
    }
    pace.calling = 'recovery';
    const { violated, length } = yield* recoveries.from(state);
    found.longestRecovery = Math.max(found.longestRecovery, length);
    for (const name of violated) recordViolation(name === endless ? 'endless' : 'settled', name, depth);
  }

  function* takeCommands(state: State): Generator<void, void> {
    const before = model.view(state);
    let taken = 0;
    pace.calling = 'commands';
    const enabled = model.commands(state);
    if (pace.isSlow) yield;
    pace.calling = 'step';
    for (const command of enabled) {
      // Between two commands only: the end of a level is no place to stop in its middle.
      if (taken > 0 && (pace.isSlow || taken % commandsInOneGo === 0)) yield;
      const lookAt =
        ofSteps.size === 0
          ? undefined
          : (draft: State, ended: O): void => lookAtStep(before, command, ended, model.view(draft));
      if (model.endings === undefined) goTo(command, space.step(command, lookAt));
      else for (const ending of space.endings(command, lookAt)) goTo(command, ending);
      taken += 1;
    }
  }

  function goTo(command: C, { outcome, state }: Ending<State, O>): void {
    found.generated += 1;
    count(found.outcomes, command.type, outcome.type, 1);
    const fingerprint = space.fingerprint(state);
    if (visited.add(fingerprint)) space.put(next, state, fingerprint);
  }

  function lookAtStep(before: View, command: C, outcome: O, after: View): void {
    for (const invariant of ofSteps) {
      if (holdsAfter(invariant, { before, command, outcome, after })) continue;
      ofSteps.delete(invariant);
      recordViolation('invariant', invariant.id, depth + 1);
    }
  }

  return {
    pace,
    get found() {
      return found;
    },
    get ahead() {
      return next.size;
    },
    begin() {
      visited.add(space.held());
      space.put(next, space.initial, space.held());
    },
    put(state) {
      space.hold(state);
      space.put(next, state, space.held());
    },
    take: () => space.take(next),
    advance(to) {
      depth = to;
      found = emptyFound();
      level = next;
      next = createFrontier(freePages);
    },
    *visit(takesCommands) {
      while (level.size > 0) {
        yield;
        const state = space.take(level);
        yield* look(state);
        if (takesCommands) yield* takeCommands(state);
      }
    },
  };
}
