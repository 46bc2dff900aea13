import { createYield, finish } from '../kernel/event-loop.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Operation } from '../kernel/operation.ts';
import { assertHistory } from '../kernel/operation.ts';
import { brokenAtFurthest } from './broken-promise.ts';
import { startBudget } from './budget.ts';
import { minimalCore } from './core.ts';
import { decideParts } from './decide-parts.ts';
import type { Searches } from './decide.ts';
import { undertake } from './decide.ts';
import { endsOf, endsOfOrder } from './ends.ts';
import type { Furthest, Linearization, LinearizeOptions, LinearizeProgress } from './linearization.ts';
import { mergeOrders } from './merge.ts';
import type { NamedState } from './named-state.ts';
import { namedSpecification } from './named.ts';
import type { Part, PartsOfState } from './parts-of-state.ts';
import { partsOfState, partsWithStates } from './parts-of-state.ts';
import { partsOf } from './parts.ts';
import { prepare } from './prepared.ts';
import type { Asked } from './problem.ts';
import type { Reached } from './search.ts';
import type { HistoryModel, Specification } from './specification.ts';
import { specificationOf } from './specification.ts';
import { createStates } from './states.ts';
import { allSwitches } from './switches.ts';

/**
 * Searches for an order of the operations that respects real time and is a run of the model with the same outcomes
 * (linearizability: Herlihy and Wing, 1990). Throws `BadHistory`, and `UnsoundModel` where the model throws, gives two
 * answers, or breaks a claim of its own.
 */
export async function linearize<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  history: readonly Operation<C, O>[],
  options: LinearizeOptions<State, View> = {},
): Promise<Linearization> {
  return finish(
    linearizing(model, history, options),
    createYield(() => undefined),
  );
}

/** As `linearize`, as work that pauses where it yields. */
export function linearizing<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  history: readonly Operation<C, O>[],
  options: LinearizeOptions<State, View>,
): Generator<void, Linearization> {
  assertHistory(history);
  const { initial, drawnNames, ...rest } = options;
  if (drawnNames === undefined && model.contract === undefined)
    return linearizeBy(specificationOf(model, initial), history, rest);
  const named = initial?.map((state) => ({ state, names: [] }));
  return linearizeBy(namedSpecification(model, { ...(drawnNames && { drawnNames }) }, named), history, rest);
}

/** A round of operations, after which every actor rested. */
export interface RoundVerdict<State> {
  readonly linearization: Linearization;
  /** The states in which the round may have ended, so that the next one may begin in them; `null` where they are not known. */
  readonly ends: readonly NamedState<State>[] | null;
}

export interface RoundOptions<State, View> extends Omit<LinearizeOptions<NamedState<State>, View>, 'drawnNames'> {
  readonly naming: OverlapNaming;
  /**
   * The states to find in which the round may have ended. `all`: by every order. `some`: by the order that was found, which
   * suffices where the look shows all of a state; with `partition` it is searched for by parts, and then compared with the
   * look.
   */
  readonly findsEnds: 'none' | 'some' | 'all';
}

/** As `linearize`, of a system that may draw names, with all states in which the round may have ended. */
export async function linearizeRound<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  history: readonly Operation<C, O>[],
  { naming, findsEnds, ...options }: RoundOptions<State, View>,
): Promise<RoundVerdict<State>> {
  assertHistory(history);
  const initial = options.initial ?? [{ state: model.initial, names: [] }];
  const specification = namedSpecification(model, naming, initial);
  const apart = partsOfState(model, naming, initial);
  // An order is followed from one state to the next: which order the rows of a state are in does not count.
  const { take } = namedSpecification(model, { ...naming, unordered: [] });
  const switches = { restarts: true, ...options.switches };
  return finish(
    judgeRound({ specification, apart, followed: { take } }, history, { ...options, switches }, findsEnds),
    createYield(() => undefined),
  );
}

interface RoundSpecification<State, C extends Command, O extends Outcome> {
  readonly specification: Specification<State, C, O>;
  readonly apart: PartsOfState<State, C, O> | null;
  /** For an order that was found: states of it are not compared with others. */
  readonly followed: Pick<Specification<State, C, O>, 'take'>;
}

function* judgeRound<State, C extends Command, O extends Outcome, View>(
  { specification, apart, followed }: RoundSpecification<NamedState<State>, C, O>,
  history: readonly Operation<C, O>[],
  options: LinearizeOptions<NamedState<State>, View>,
  findsEnds: RoundOptions<State, View>['findsEnds'],
): Generator<void, RoundVerdict<State>> {
  const { look, ...others } = options;
  const isByLookAtRest =
    findsEnds === 'some' &&
    apart === null &&
    specification.partition !== undefined &&
    specification.initial.length === 1;
  if (isByLookAtRest) {
    const linearization = yield* linearizeBy(specification, history, others);
    if (linearization.verdict !== 'linearizable') return { linearization, ends: null };
    const ends = endsOfOrder({ ...specification, ...followed }, history, linearization, look);
    if (ends.length > 0) return { linearization, ends };
  }
  const linearization = yield* linearizeBy(specification, history, options, findsEnds === 'all' ? null : apart);
  if (linearization.verdict !== 'linearizable' || findsEnds === 'none') return { linearization, ends: null };
  if (findsEnds === 'some')
    return { linearization, ends: endsOfOrder({ ...specification, ...followed }, history, linearization, look) };
  const switches = { ...allSwitches, ...options.switches };
  const { maxSeconds = Infinity, maxMemoryBytes = 2 ** 30, signal, isOutOfMemory = () => false } = options;
  const budget = startBudget({ maxSeconds, maxMemoryBytes, maxSteps: Infinity, signal, isOutOfMemory });
  const prepared = prepare(specification, history, switches);
  budget.holders.add(prepared.takes);
  const asked: Asked = {
    operations: history.map((_, index) => index),
    role: () => 'whole',
    mayOverlap: specification.hasOverlappingEndings,
    isCut: false,
    ...(look !== undefined && { look }),
  };
  const ends = yield* endsOf({ prepared, switches, budget }, asked, endSteps);
  if (ends === null) return { linearization, ends };
  const states = [...ends].map((state) => prepared.takes.stateAt(state));
  const { afterLook } = specification;
  return { linearization, ends: afterLook ? distinct(states.map((state) => afterLook(state, look))) : states };
}

function distinct<State>(states: readonly State[]): readonly State[] {
  const { numberOf, at } = createStates<State>();
  return [...new Set(states.map(numberOf))].map(at);
}

/** The steps of the search for all ends of a round, at most. */
const endSteps = 200_000;

/** As `linearizing`, for any specification. */
function* linearizeBy<State, C extends Command, O extends Outcome, View>(
  specification: Specification<State, C, O>,
  history: readonly Operation<C, O>[],
  {
    maxSeconds = Infinity,
    maxMemoryBytes = 2 ** 30,
    maxSteps = Infinity,
    coreSteps = 200_000,
    look,
    switches: chosen = {},
    signal,
    onProgress = () => undefined,
    isOutOfMemory = () => false,
  }: Omit<LinearizeOptions<unknown, View>, 'initial' | 'drawnNames'>,
  apart: PartsOfState<State, C, O> | null = null,
): Generator<void, Linearization> {
  const switches = { ...allSwitches, ...chosen };
  const budget = startBudget({ maxSeconds, maxMemoryBytes, maxSteps, signal, isOutOfMemory });
  const prepared = prepare(specification, history, switches);
  // What was seen at rest, and which state the history began in, is common to all parts but those with states of their own.
  const isApart = switches.partitions && look === undefined && specification.initial.length === 1;
  const parts =
    (apart !== null && look !== undefined && switches.partitions
      ? partsWithStates(apart, specification, history, prepared, look)
      : null) ??
    partsOf(isApart ? specification : { isOfClock: specification.isOfClock }, history).map((operations): Part => ({
      operations,
      prepared,
      look,
    }));
  for (const part of parts) budget.holders.add(part.prepared.takes);
  const searchesOf = (part: Part): Searches => ({ prepared: part.prepared, switches, budget });
  const askAbout = ({ operations, look: seen }: Part, mayOverlap: boolean): Asked => ({
    operations,
    role: () => 'whole',
    mayOverlap,
    isCut: false,
    ...(seen !== undefined && { look: seen }),
  });
  const progressOf = (explained: number, core: number | null): LinearizeProgress => ({
    steps: budget.steps(),
    explained,
    of: history.length,
    core,
  });
  const decided = yield* decideParts(
    parts,
    (part, mayOverlap) => undertake(searchesOf(part), askAbout(part, mayOverlap)),
    specification.hasOverlappingEndings,
    (explained) => onProgress(progressOf(explained, null)),
  );
  const common = (): Pick<Linearization, 'steps' | 'parts'> => ({
    steps: budget.steps(),
    parts: parts.filter(({ operations }) => operations.length > 0).length,
  });
  if (decided.answer === 'legal') {
    const orders = decided.orders.map((order) => order.map(({ index }) => index));
    const overlapsNeeded = decided.orders.flatMap((order, at) =>
      order.flatMap(({ index, kind, from, to }) => {
        const takes = specification.hasOverlappingEndings ? parts[at]?.prepared.takes : undefined;
        const because = takes?.because(from, kind, to) ?? null;
        return because === null ? [] : [{ operation: index, because }];
      }),
    );
    return { verdict: 'linearizable', order: mergeOrders(history, orders), overlapsNeeded, ...common() };
  }
  const furthest = furthestOf(decided.part, decided.reached);
  if (decided.answer === 'open')
    return { verdict: 'inconclusive', stoppedBy: decided.stoppedBy, furthest, ...common() };
  const broken = brokenAtFurthest(specification, history, decided.part, decided.reached);
  // What an operation of a contract may do at any later time, any number of times, is not known.
  const core =
    coreSteps === 0 || specification.brokenBy !== undefined
      ? null
      : yield* minimalCore(
          { ...searchesOf(decided.part), switches: { ...switches, restarts: false } },
          {
            names: specification.names,
            history,
            asked: askAbout(decided.part, specification.hasOverlappingEndings),
            stuckAt: decided.reached.stuckAt,
            maxSteps: coreSteps,
            onProgress: (operations) => onProgress(progressOf(0, operations)),
          },
        );
  return { verdict: 'illegal', core, furthest, ...(broken && { broken }), ...common() };
}

function furthestOf({ operations }: Part, { order, stuckAt }: Reached): Furthest {
  return { order: order.map(({ index }) => index), of: operations.length, stuckAt };
}
