import { askTwice, usualCauses } from '../kernel/audit.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { falseClaimIn } from '../kernel/false-claim.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { copyJson, sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import { assertJson } from '../kernel/strict-json.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { Pace } from './pace.ts';
import type { Space } from './space.ts';

/**
 * Checks that a model is a function of its state: in the held state, every question is asked twice, and each step again
 * after the others. A model that reads a clock, draws lots or keeps data gives another answer. Neither the state nor the
 * first results may have changed by then: otherwise the model changes a state that it should only read, or keeps a part of a
 * state in another. The claims of the model about histories have to be true of the steps. (The state is not frozen, since that would make every later step slower.) The work yields after each
 * step. Throws `UnsoundModel`.
 */
export function* auditSteps<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  space: Space<State, C, O>,
  state: State,
  pace: Pick<Pace, 'calling' | 'isSlow'> = { calling: null, isSlow: false },
): Generator<void, void> {
  assertJson(`the state of the model of ${model.name}`, state, 'safe integers');
  const before = copyJson(state);
  const fail = (what: string): never => {
    throw new UnsoundModel(`the model of ${model.name} ${what} in ${JSON.stringify(before)}; ${usualCauses}`);
  };
  const mustStay = (what: string): void => {
    if (!sameJson(state, before)) fail(`${what} changes the state, which it should only read,`);
  };
  pace.calling = null;
  const enabled = askTwice(() => model.commands(state), 'its enabled commands', fail);
  mustStay('its list of enabled commands');
  if (pace.isSlow) yield;
  assertJson(`the view of the model of ${model.name}`, model.view(state));
  askTwice(() => model.view(state), 'its view', fail);
  mustStay('its view');
  if (pace.isSlow) yield;
  askTwice(() => model.recovery(state), 'its recovery', fail);
  mustStay('its recovery');
  if (pace.isSlow) yield;
  pace.calling = 'step';
  const once: { readonly command: C; readonly result: Ending<State, O>; readonly copy: Ending<State, O> }[] = [];
  for (const command of enabled) {
    const result = space.step(command);
    yield;
    assertJson(`the outcome of ${command.type} on the model of ${model.name}`, result.outcome);
    once.push({ command, result, copy: copyJson(result) });
  }
  for (const { command, copy } of once.toReversed()) {
    if (!sameJson(space.step(command), copy)) fail(`gives two answers to ${JSON.stringify(command)}`);
    yield;
  }
  mustStay('a step');
  if (model.endings !== undefined) {
    for (const command of enabled) {
      auditEndings(model, state, command, fail);
      yield;
    }
    mustStay('its list of endings');
  }
  const falseClaim = yield* falseClaimIn(model, before, enabled);
  if (falseClaim !== null)
    throw new UnsoundModel(
      `a claim of the model of ${model.name} about histories is false: ${falseClaim}, in ${JSON.stringify(before)}`,
    );
  for (const { command, result, copy } of once)
    if (!sameJson(result, copy)) fail(`later changes the result of ${JSON.stringify(command)}`);
}

/** The endings of a command are JSON, the same when asked for twice, and the ending of `step` is one of them. */
function auditEndings<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  command: C,
  fail: (what: string) => never,
): void {
  const what = `the endings of ${JSON.stringify(command)}`;
  // Before they are copied: a copy is always JSON.
  for (const { outcome, state: after } of endingsOf(model, state, command)) {
    assertJson(`the outcome of ${command.type} on the model of ${model.name}`, outcome);
    assertJson(`the state of the model of ${model.name}`, after, 'safe integers');
  }
  const endings = askTwice(() => endingsOf(model, state, command), what, fail);
  const own = stepOnCopy(model, state, command);
  if (!endings.some((ending) => sameJson(ending, own))) fail(`leaves the ending of step out of ${what}`);
}
