import { explore } from '../explore/explore.ts';
import { firstSteps } from '../kernel/first-steps.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { shownOfOutcome, shownOfView } from '../kernel/observation.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import { assertJson } from '../kernel/strict-json.ts';
import type { AnySubject, Scope, SystemKind } from '../kernel/subject.ts';
import { allPolicies, everySystemOf } from '../kernel/subject.ts';
import { UserError } from '../kernel/user-error.ts';

type AnyKind = SystemKind<Command, Outcome, unknown>;
type AnyModel = Model<unknown, Command, Outcome, unknown>;

/** The limits of a look at a model. */
export interface LookLimits {
  readonly maxStates: number;
  readonly scopes: readonly Scope[];
  /** Whether these are all scopes, so that what is missing in them is missing. */
  readonly isAll: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The faults in what the systems of a subject say that they lack: names that do not exist, a recovery that needs a missing
 * command, an `observe` that throws or gives no JSON, accepted invariants that no run violates, a clock without a tolerance, and
 * a stage of a system that is not concurrent.
 */
export async function faultsOfSystems(subject: AnySubject, limits: LookLimits): Promise<string[]> {
  const faults: string[] = [];
  for (const system of everySystemOf(subject)) {
    const { observe, observeOutcome, commands, claims, switchable, accepts, terms, clock } = system;
    if (system.stage !== undefined && (system.concurrent ?? false) === false)
      faults.push(`systems.${system.name}: stage: no race can use it, since the system is not concurrent`);
    const differences = [observe, observeOutcome, commands, claims, switchable, accepts, terms, clock];
    if (differences.every((one) => one === undefined || one === 'all')) continue;
    faults.push(...(await faultsOfSystem(subject, system, limits)).map((fault) => `systems.${system.name}: ${fault}`));
  }
  return faults;
}

async function faultsOfSystem(subject: AnySubject, system: AnyKind, limits: LookLimits): Promise<string[]> {
  const { name, accepts = {} } = system;
  /** The system, if it held all that it accepts as not held. */
  const strict: AnySubject = { ...subject, systems: [{ ...system, accepts: {} }], optionalSystems: [] };
  const violated = new Set<string>();
  let isWhole = limits.isAll;
  const types = new Set<string>();
  try {
    for (const scope of limits.scopes) {
      if (limits.signal?.aborted === true) return [];
      const setup = { system: name, policies: allPolicies(subject), scope };
      modelOnSystem(subject, setup);
      for (const { command } of firstSteps(subject.model(setup.policies, scope), limits.maxStates))
        types.add(command.type);
      const model = modelOnSystem(strict, setup);
      lookAtShown(model, system, limits.maxStates);
      // Without an acceptance, only the rules of the model matter, which its terms may change: alike in each scope.
      const isRecovering = system.commands !== undefined || system.accepts !== undefined;
      if (!isRecovering && scope !== limits.scopes[0]) continue;
      const asked = isRecovering ? model : { ...model, recovery: () => [], settled: [] };
      const { isComplete, violations } = await explore(asked, {
        maxStates: limits.maxStates,
        ...(limits.signal && { signal: limits.signal }),
      });
      isWhole &&= isComplete;
      for (const { violation } of violations) violated.add(violation.name);
    }
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
  const unknown = isWhole ? (system.commands ?? []).filter((type) => !types.has(type)) : [];
  const unneeded = isWhole ? Object.keys(accepts).filter((id) => !violated.has(id)) : [];
  return [
    ...unknown.map((type) => `commands: the model enables no ${type}; it enables ${[...types].join(', ')}`),
    ...unneeded.map((id) => `accepts.${id}: no run violates it, so the acceptance is not needed`),
  ];
}

/** Throws `UserError` where a view or an outcome of the first states cannot be observed. */
function lookAtShown(model: AnyModel, system: AnyKind, maxStates: number): void {
  assertJson('observe: the view of the initial state', shownOfView(system, model.view(model.initial)));
  for (const { command, outcome, after } of firstSteps(model, maxStates)) {
    assertJson(`observe: the view after ${command.type}`, shownOfView(system, model.view(after)));
    assertJson(`observeOutcome: the outcome of ${command.type}`, shownOfOutcome(system, outcome));
  }
}
