import { actorOf, defaultNarration } from './default-narration.ts';
import type { ModelDefinition } from './define-model.ts';
import { defineModel, unnamed } from './define-model.ts';
import type { DrawnFields } from './drawable.ts';
import type { ArgumentsOf } from './drawn.ts';
import { firstSteps } from './first-steps.ts';
import type { Command, Model, Outcome, System } from './model.ts';
import type { Generation, Policy, Scope, Subject, SystemKind, SystemSetup, Terms } from './subject.ts';
import { allPolicies } from './subject.ts';

/** A subject of one's own. Required are a name, a model, and a system. */
export interface SubjectDefinition<
  State,
  C extends Command,
  O extends Outcome,
  View,
  Name extends string,
  S extends Scope,
  T extends Terms = Terms,
> extends Partial<
  Pick<
    Subject<State, C, O, View, Readonly<Record<Name, boolean>>, S, T>,
    | 'terms'
    | 'answerMs'
    | 'outcomes'
    | 'manualRuns'
    | 'namedRuns'
    | 'coverageGoals'
    | 'defaultScope'
    | 'stressScope'
    | 'struck'
    | 'leavesOpen'
    | 'missing'
    | 'narration'
    | 'useCases'
  >
> {
  readonly name: string;
  /** The model, or a function that makes it for these policies, this scope, and the terms of a system. */
  readonly model:
    | ModelDefinition<State, C, O, View>
    | ((policies: Readonly<Record<Name, boolean>>, scope: S, terms: T) => ModelDefinition<State, C, O, View>);
  /** Opens the system. Default: the first of `systems`. */
  readonly system?: (
    policies: Readonly<Record<Name, boolean>>,
    scope: S,
    terms: T,
  ) => System<C, O, View> | Promise<System<C, O, View>>;
  /** Where a subject has several systems: each with its name. The first is checked by default. */
  readonly systems?: readonly SystemKind<C, O, View, Readonly<Record<Name, boolean>>, S, T>[];
  /** Default: none. */
  readonly policies?: Readonly<Record<Name, Policy>>;
  /** From small to large. Default: one without sizes. Random runs take place in `defaultScope`, by default the first. */
  readonly scopes?: Readonly<Record<string, S>>;
  /** Default: every type of command as often as another, and a fault in 15 % of the commands that one could strike. */
  readonly generation?: Partial<Generation> & {
    /**
     * Arguments that cannot be enumerated (amounts, texts): by type of command and field, an arbitrary of fast-check.
     * `commands` has one representative of the values; random runs draw and shrink them, `explore` takes the representative.
     */
    readonly arguments?: ArgumentsOf<NoInfer<C>>;
  };
}

/** A subject with the defaults of what its definition leaves out. The types follow from the definition. */
export function defineSubject<
  State,
  C extends Command,
  O extends Outcome,
  View = State,
  Name extends string = never,
  S extends Scope = Scope,
  T extends Terms = Terms,
>(
  definition: SubjectDefinition<State, C, O, View, Name, S, T>,
): Subject<State, C, O, View, Readonly<Record<Name, boolean>>, S, T> {
  const { name, model: given, system, systems = [], policies, scopes, narration, generation, ...rest } = definition;
  const { arguments: drawn, ...otherGeneration } = generation ?? {};
  type P = Readonly<Record<Name, boolean>>;
  const allScopes = scopes ?? { default: {} as S };
  const [firstScope = 'default'] = Object.keys(allScopes);
  const model = (on: P, scope: S, terms = definition.terms ?? ({} as T)): Model<State, C, O, View> => {
    const made = typeof given === 'function' ? given(on, scope, terms) : given;
    const { name: own = unnamed } = made;
    const defined = defineModel({ ...made, name: own === unnamed ? name : own });
    return drawn === undefined ? defined : { ...defined, drawn: drawn as DrawnFields };
  };
  return {
    defaultScope: firstScope,
    manualRuns: [],
    coverageGoals: [],
    ...rest,
    generation: { weights: {}, faultRate: 0.15, ...otherGeneration },
    name,
    policies: policies ?? ({} as Readonly<Record<Name, Policy>>),
    scopes: allScopes,
    model,
    systems: [
      ...(system === undefined
        ? []
        : [
            {
              name: 'system',
              open: async ({ policies: on, scope, terms }: SystemSetup<P, S, T>): Promise<System<C, O, View>> =>
                system(on, scope, terms),
            },
          ]),
      ...systems,
    ],
    narration:
      narration ?? defaultNarration((scope) => actorsOf(model(allPolicies({ policies: policies ?? {} }) as P, scope))),
  };
}

/** A limit that every model reaches in a moment. */
const mostStates = 500;

/** The actors of the commands that are enabled in the first states, in alphabetical order. */
function actorsOf<State, C extends Command, O extends Outcome, View>(model: Model<State, C, O, View>): string[] {
  const actors = new Set<string>();
  for (const { command } of firstSteps(model, mostStates)) {
    const actor = actorOf(command);
    if (actor !== null) actors.add(actor);
  }
  return [...actors].toSorted();
}
