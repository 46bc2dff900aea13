import * as fc from 'fast-check';
import type { Drawable } from '../kernel/drawable.ts';
import { firstSteps } from '../kernel/first-steps.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { describeNonJson, findNonJson } from '../kernel/strict-json.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import type { LookLimits } from './validate-systems.ts';

/** How many values of each arbitrary are looked at. */
const samples = 20;

/** The faults of the drawn fields: a command or a field that no state enables, and arbitraries that draw no JSON. */
export function faultsOfDrawn(subject: AnySubject, { maxStates, scopes, isAll }: LookLimits): string[] {
  const models = scopes.map((scope) => subject.model(allPolicies(subject), scope));
  const drawn = models[0]?.drawn;
  if (drawn === undefined) return [];
  const fieldsOf = new Map<string, Set<string>>();
  const isWhole = models.map((model) => learnFields(model, maxStates, fieldsOf)).every(Boolean);
  const faults: string[] = [];
  for (const [type, fields] of Object.entries(drawn)) {
    const place = `generation.arguments.${type}`;
    const known = fieldsOf.get(type);
    // A command, or a field of it, may be enabled only in states that were not visited.
    if (known === undefined && isWhole && isAll)
      faults.push(`${place}: no state enables the command; there is ${[...fieldsOf.keys()].join(', ')}`);
    for (const [field, arbitrary] of known === undefined ? [] : Object.entries(fields)) {
      if (isAll && known?.has(field) === false)
        faults.push(`${place}.${field}: there is no such field; there is ${[...known].join(', ')}`);
      faults.push(...faultOfValues(`${place}.${field}`, arbitrary));
    }
  }
  return faults;
}

/** Adds the fields of all commands that the first states enable. Returns whether these are all states. */
function learnFields(
  model: Model<unknown, Command, Outcome, unknown>,
  maxStates: number,
  fieldsOf: Map<string, Set<string>>,
): boolean {
  const steps = firstSteps(model, maxStates);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const { type, fault: _fault, ...fields } = value.command;
    fieldsOf.set(type, new Set([...(fieldsOf.get(type) ?? []), ...Object.keys(fields)]));
  }
}

function faultOfValues(place: string, arbitrary: Drawable): string[] {
  try {
    const values = fc.sample(arbitrary as fc.Arbitrary<unknown>, { numRuns: samples, seed: 1 });
    const [found] = values.flatMap((value) => findNonJson(value) ?? []);
    return found === undefined ? [] : [`${place}: ${describeNonJson('a value', found)}`];
  } catch {
    return [`${place}: it is no arbitrary of fast-check`];
  }
}
