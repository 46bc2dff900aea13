import { coverageGoalsIn } from '../kernel/coverage-goal.ts';
import { createYield } from '../kernel/event-loop.ts';
import { firstSteps } from '../kernel/first-steps.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { modelOnSystem, systemOf } from '../kernel/setup.ts';
import type { Policies, Scope, Subject, SystemKind, Terms } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { recordShown } from './shown-parts.ts';

/** How many states of a model are looked at for the coverage goals that its system can reach. */
const mostStates = 2_000;

/** How many are looked at for what the system shows of them. */
const mostShown = 200;

/** What a system lacks of its model, and what it does not show of it; `null` where that is nothing. */
export async function findLimits<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(
  subject: Subject<State, C, O, View, P, S, T>,
  { system: name, policies, scope }: { readonly system: string; readonly policies: P; readonly scope: S },
): Promise<SystemLimits | null> {
  const system = systemOf(subject, name);
  if (isWhole(system)) return null;
  const model = modelOnSystem(subject, { system: name, policies, scope });
  const yieldToEvents = createYield(() => undefined);
  const goals = new Map(coverageGoalsIn(subject, scope).map((goal) => [goal.name, goal]));
  const shown = recordShown(model, system);
  const steps = firstSteps(model, mostStates);
  let next = steps.next();
  for (let looked = 0; next.done !== true; next = steps.next()) {
    await yieldToEvents();
    const { before, command, outcome, after } = next.value;
    const step = { before: model.view(before), command, outcome, after: model.view(after) };
    if ((looked += 1) <= mostShown) shown.see(step.after, outcome);
    for (const [goal, { isReachedBy }] of goals) if (isReachedBy(step)) goals.delete(goal);
    if (goals.size === 0 && looked >= mostShown) break;
  }
  return {
    notShown: shown.notShown(),
    outcomesNotShown: shown.outcomesNotShown(),
    missingCommands: typesOf(subject, scope).filter((type) => system.commands?.includes(type) === false),
    unclaimedPolicies: Object.keys(subject.policies).filter((policy) => system.claims?.includes(policy) === false),
    accepted: system.accepts ?? {},
    goalsOutOfReach: [...goals.keys()],
    lookedAt: next.done === true && !next.value ? mostStates : null,
  };
}

function isWhole({
  observe,
  observeOutcome,
  commands,
  claims,
  accepts,
}: Pick<
  SystemKind<Command, Outcome, never>,
  'observe' | 'observeOutcome' | 'commands' | 'claims' | 'accepts'
>): boolean {
  return [observe, observeOutcome, commands, claims, accepts].every((one) => one === undefined);
}

/** The types of the commands of a subject: those whose outcomes it lists, or that its first states enable. */
function typesOf<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(subject: Subject<State, C, O, View, P, S, T>, scope: S): readonly string[] {
  if (subject.outcomes !== undefined) return Object.keys(subject.outcomes);
  const types = new Set<string>();
  const model = subject.model(policiesWithout(subject, []) as P, scope);
  for (const { command } of firstSteps(model, mostStates)) types.add(command.type);
  return [...types];
}
