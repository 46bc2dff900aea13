import type { Contract } from './contract.ts';
import { callsAnswer } from './contract.ts';
import { defaultNarration } from './default-narration.ts';
import { guessModel } from './guess-model.ts';
import type { Command, Outcome } from './model.ts';
import type { Generation, Policies, Scope, Subject, SystemKind, Terms } from './subject.ts';

/** What the systems of a contract have to be checked with. */
export interface ContractSubjectDefinition<
  State,
  C extends Command,
  A extends Outcome,
  Shown,
  S extends Scope,
  T extends Terms,
> extends Partial<
  Pick<
    Subject<State, C, A, State, Policies, S, T>,
    'answerMs' | 'outcomes' | 'coverageGoals' | 'defaultScope' | 'stressScope' | 'narration'
  >
> {
  readonly name: string;
  /** The contract of a system with these terms, for a world of this scope. The promise that calls answer is part of any. */
  contract(scope: S, terms: T): Contract<State, C, A, Shown>;
  /** What a system sets of the contract, with the defaults. */
  readonly terms: T;
  /** By name, from small to large. */
  readonly scopes: Readonly<Record<string, S>>;
  /** Each is opened for every run, or started once and begun for each run. Its view is what it shows. The first is checked by default. */
  readonly systems: readonly SystemKind<C, A, Shown, Policies, S, T>[];
  readonly generation?: Partial<Generation>;
  /** The actors of a scope, for reports. Default: none has a lane of its own. */
  actors?(scope: S): readonly string[];
}

/**
 * A subject whose systems are checked against a contract. In the place of a model it has the guesses of the contract, by which
 * its runs are generated and shrunk.
 */
export function defineContractSubject<
  State,
  C extends Command,
  A extends Outcome,
  Shown,
  S extends Scope,
  T extends Terms,
>(definition: ContractSubjectDefinition<State, C, A, Shown, S, T>): Subject<State, C, A, State, Policies, S, T> {
  const { contract: given, systems, generation, actors = () => [], scopes, terms, ...rest } = definition;
  const [smallest = 'default'] = Object.keys(scopes);
  const contract = (scope: S, ofSystem = terms): Contract<State, C, A, Shown> => {
    const whole = given(scope, ofSystem);
    const isAsked = whole.promises.some(({ id }) => id === callsAnswer.id);
    return isAsked ? whole : { ...whole, promises: [callsAnswer, ...whole.promises] };
  };
  return {
    defaultScope: smallest,
    manualRuns: [],
    coverageGoals: [],
    narration: defaultNarration(actors),
    ...rest,
    scopes,
    terms,
    policies: {},
    generation: { weights: {}, faultRate: 0.15, ...generation },
    model: (_, scope, ofSystem) => guessModel(contract(scope, ofSystem)),
    contract,
    // Engines that compare views with a model are not used for a contract: what a system shows has a shape of its own.
    systems: systems as unknown as Subject<State, C, A, State, Policies, S, T>['systems'],
  };
}
