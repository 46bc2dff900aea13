import { describe, expect, test } from 'vitest';
import type { ScopeGoal } from '../../src/kernel/coverage-goal.ts';
import { coverageGoalsIn } from '../../src/kernel/coverage-goal.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { createFingerprintSet } from '../../src/kernel/fingerprint-set.ts';
import { fingerprintByName } from '../../src/kernel/instants.ts';
import { sameJson } from '../../src/kernel/json.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';

type Goal = ScopeGoal<unknown, Command, Outcome>;

/** Where every state within a few commands is more than this, the run is explored in a smaller scope. */
const mostStates = 25_000;

interface Reached {
  readonly state: unknown;
  /** The run that leads there. */
  readonly commands: readonly Command[];
}

/** Explores breadth first until a run has reached each of these goals, by the name of the goal. */
function exploreTo(subject: AnySubject, scope: Scope, goals: readonly Goal[]): Map<string, readonly Command[]> {
  const model = subject.model(allPolicies(subject), scope);
  const pending = new Set(goals);
  const runs = new Map<string, readonly Command[]>();
  const seen = createFingerprintSet();
  seen.add(fingerprintByName(model, model.initial));
  const queue: Reached[] = [{ state: model.initial, commands: [] }];
  for (const { state, commands: before } of queue) {
    for (const command of model.commands(state)) {
      if (pending.size === 0 || seen.size >= mostStates) return runs;
      const { state: next, outcome } = stepOnCopy(model, state, command);
      const commands = [...before, command];
      const step = { before: model.view(state), command, outcome, after: model.view(next) };
      for (const goal of pending) {
        if (!goal.isReachedBy(step)) continue;
        pending.delete(goal);
        runs.set(goal.name, commands);
      }
      if (seen.add(fingerprintByName(model, next))) queue.push({ state: next, commands });
    }
  }
  return runs;
}

/** Whether every command of a run is enabled where it is taken in this scope, and its last step reaches the goal. */
function isReachedByRun(subject: AnySubject, scope: Scope, goal: Goal, commands: readonly Command[]): boolean {
  const model = subject.model(allPolicies(subject), scope);
  let state = model.initial;
  let isReached = false;
  for (const command of commands) {
    if (!model.commands(state).some((enabled) => sameJson(enabled, command))) return false;
    const { state: next, outcome } = stepOnCopy(model, state, command);
    isReached = goal.isReachedBy({ before: model.view(state), command, outcome, after: model.view(next) });
    state = next;
  }
  return isReached;
}

/** The smallest scope of a subject, and that scope with one size as it is in this one. */
function smallerThan({ scopes: { small = {} } }: AnySubject, scope: Scope): Scope[] {
  const differing = Object.entries(scope).filter(([size, count]) => small[size] !== count);
  return [small, ...differing.map(([size, count]) => Object.assign({}, small, { [size]: count }))];
}

const scopes = subjects.flatMap((subject) =>
  Object.entries(subject.scopes).map(([name, scope]) => ({ subject, of: subject.name, name, scope })),
);

describe.each(scopes)('the coverage goals of $of in scope $name', ({ subject, scope }) => {
  const goals = coverageGoalsIn(subject, scope);

  test('are there, each once, and each asks for a share of the runs', () => {
    expect(goals.length).toBeGreaterThanOrEqual(2);
    expect(new Set(goals.map(({ name }) => name)).size).toBe(goals.length);
    for (const { leastShare } of goals) expect(leastShare).toBeGreaterThan(0);
  });

  test('are each reached by a run that exploring finds', () => {
    let left = goals;
    for (const explored of [scope, ...smallerThan(subject, scope)]) {
      const runs = left.length === 0 ? new Map<string, readonly Command[]>() : exploreTo(subject, explored, left);
      left = left.filter((goal) => !isReachedByRun(subject, scope, goal, runs.get(goal.name) ?? []));
    }
    expect(left.map(({ name }) => name)).toEqual([]);
  });
});

/** The goals that show what a scope is for, and that no scope has which is for something else. */
const purposes: readonly [string, string, string][] = [
  ['queue', 'storm', 'a job is dead-lettered after its last attempt'],
  ['queue', 'intake', 'a retried submit is recognised by its key'],
  ['queue', 'skewed', 'a lease that ran out is not renewed'],
  ['authority', 'overlap', 'a second pick-up of an item is refused'],
  ['authority', 'crowd', 'a transfer above the limit is refused'],
  ['authority', 'rush', 'a transfer is throttled'],
  ['authority', 'members', 'a grant is refused, since no majority is in reach'],
];

test.each(purposes)('a check of %s in scope %s must show that %s', (of, scopeName, goalName) => {
  const found = scopes.find(({ subject, name }) => subject.name === of && name === scopeName);
  if (found === undefined) throw new Error(`${of} has no scope ${scopeName}`);
  expect(coverageGoalsIn(found.subject, found.scope).map(({ name }) => name)).toContain(goalName);
});
