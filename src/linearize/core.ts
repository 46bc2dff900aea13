import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import { shortestIllegal } from './cut.ts';
import type { Searches } from './decide.ts';
import { decide } from './decide.ts';
import type { StillIllegal } from './drop-all.ts';
import { dropAll } from './drop-all.ts';
import type { Asked, Role } from './problem.ts';
import type { Specification } from './specification.ts';

/** The operations of a history that have no order even where all others are free. */
export interface Core {
  /** The indexes of its operations in the history, in the order of their calls. */
  readonly operations: readonly number[];
  /**
   * The instant at which the history was cut: operations called later are left out, and those under way are pending. `null`:
   * the whole history was needed.
   */
  readonly until: number | null;
  /** The operations that are free: each may take effect any number of times, after its call, with any outcome. */
  readonly free: readonly number[];
  /** The operations that are free, but take effect at most once: any number of times the search had no end. */
  readonly freeOnce: readonly number[];
  /** The names whose operations are left out, by the model's claim that a right history stays right without them. */
  readonly leftOut: { readonly names: readonly string[]; readonly operations: readonly number[] };
  /** For each operation of the core an order that exists once the operation is free as well. */
  readonly certificate: readonly { readonly operation: number; readonly order: readonly number[] }[];
  /** How many searches were given up at their limit: where there is one, the core may not be minimal. */
  readonly givenUp: number;
  readonly searches: number;
}

/** An illegal part of a history, and how its core is searched for. */
export interface Illegal<State, C extends Command, O extends Outcome> {
  readonly names: Specification<State, C, O>['names'];
  readonly history: readonly Operation<C, O>[];
  readonly asked: Asked;
  /** The operation whose return no order has passed; `null` where all were passed. */
  readonly stuckAt: number | null;
  /** The steps of each search, at most, however long the searches before were. */
  readonly maxSteps: number;
  /** Called with the number of operations that are neither left out nor free. */
  onProgress(operations: number): void;
}

/** Each search may take this many steps, and this many times as many as the longest one before. */
const leastSteps = 2_000;
const growth = 8;

/** After so many searches without an end no further operation may take effect any number of times. */
const mostWithoutEnd = 4;

/**
 * A minimal core of an illegal history. Three changes keep the reason, because a legal history stays legal under each: it is
 * cut at a time, the operations of some names are left out together, and operations become free. Each is undone where the
 * history then is legal. A search that reaches its limit counts as if the history were legal.
 */
export function* minimalCore<State, C extends Command, O extends Outcome>(
  searches: Searches,
  { names, history, asked, stuckAt, maxSteps, onProgress }: Illegal<State, C, O>,
): Generator<void, Core> {
  let givenUp = 0;
  let count = 0;
  let longest = searches.budget.steps();
  let order: readonly number[] = [];

  function* test(question: Asked): Generator<void, StillIllegal> {
    if (searches.budget.stoppedBy() !== null) return 'open';
    count += 1;
    const before = searches.budget.steps();
    // Most searches that end are no longer than those before: one without an end is given up early.
    const decision = yield* decide(searches, question, Math.min(maxSteps, Math.max(leastSteps, longest * growth)));
    if (decision.answer !== 'open') longest = Math.max(longest, searches.budget.steps() - before);
    if (decision.answer === 'legal') order = decision.order.map(({ index }) => index);
    return decision.answer;
  }

  function countGivenUp(answer: StillIllegal): StillIllegal {
    if (answer === 'open') givenUp += 1;
    return answer;
  }

  const cut = yield* shortestIllegal(searches.prepared.operations, asked, stuckAt, function* (question) {
    return countGivenUp(yield* test(question));
  });
  onProgress(cut.asked.operations.length);

  // What was seen at rest speaks of all names.
  const namesOf = cut.asked.look === undefined ? namesIn(names, history, cut.asked) : new Map<number, string[]>();
  const leftOut = new Set<string>();
  const without = (dropped: ReadonlySet<string>): Asked => ({
    ...cut.asked,
    operations: cut.asked.operations.filter((index) => !namesOf.get(index)?.some((name) => dropped.has(name))),
  });
  yield* dropAll(
    [...new Set([...namesOf.values()].flat())],
    function* (some) {
      const answer = yield* test(without(new Set([...leftOut, ...some])));
      if (answer === 'illegal') for (const name of some) leftOut.add(name);
      return answer;
    },
    (_, answer) => void countGivenUp(answer),
  );
  const base = without(leftOut);
  onProgress(base.operations.length);

  const certificate: { operation: number; order: readonly number[] }[] = [];
  const roles = new Map<number, Role>();
  let withoutEnd = 0;
  function* tryRole(some: readonly number[], role: Role): Generator<void, StillIllegal> {
    const tried = new Map([...roles, ...some.map((index) => [index, role] as const)]);
    const answer = yield* test({ ...base, role: (index) => tried.get(index) ?? base.role(index) });
    if (answer !== 'illegal') return answer;
    for (const index of some) roles.set(index, role);
    onProgress(base.operations.length - roles.size);
    return answer;
  }
  yield* dropAll(
    inOrderOfFreeing(history, base),
    function* (some) {
      const answer = withoutEnd < mostWithoutEnd ? yield* tryRole(some, 'free') : 'open';
      if (answer !== 'open') return answer;
      // Any number of times there may be no end of new states. At most once there is.
      withoutEnd += 1;
      return yield* tryRole(some, 'pending');
    },
    (operation, answer) => {
      if (countGivenUp(answer) === 'legal') certificate.push({ operation, order });
    },
  );

  const kept = new Set(base.operations);
  const byCall = (a: number, b: number): number => callOf(history, a) - callOf(history, b) || a - b;
  const withRole = (role: Role): number[] => base.operations.filter((index) => roles.get(index) === role).sort(byCall);
  return {
    operations: base.operations.filter((index) => !roles.has(index)).sort(byCall),
    until: cut.until,
    free: withRole('free'),
    freeOnce: withRole('pending'),
    leftOut: {
      names: [...leftOut],
      operations: cut.asked.operations.filter((index) => !kept.has(index)),
    },
    certificate: certificate.sort((a, b) => byCall(a.operation, b.operation)),
    givenUp,
    searches: count,
  };
}

function callOf(history: readonly Operation[], index: number): number {
  return history[index]?.calledAt ?? 0;
}

/** The names of each operation. The outcome of an operation under way is not known. */
function namesIn<C extends Command, O extends Outcome>(
  names: Specification<unknown, C, O>['names'],
  history: readonly Operation<C, O>[],
  { operations, role }: Asked,
): ReadonlyMap<number, readonly string[]> {
  const named = new Map<number, readonly string[]>();
  if (names === undefined) return named;
  for (const index of operations) {
    const operation = history[index];
    if (operation === undefined) continue;
    named.set(index, names(operation.command, role(index) === 'whole' ? operation.outcome : null));
  }
  return named;
}

/** Operations without a known outcome first, then the older ones: the last ones are nearer to the reason. */
function inOrderOfFreeing(history: readonly Operation[], { operations, role }: Asked): number[] {
  const rank = (index: number): number => (role(index) === 'whole' && history[index]?.returnedAt !== null ? 1 : 0);
  return operations.toSorted((a, b) => rank(a) - rank(b) || callOf(history, a) - callOf(history, b) || a - b);
}
