import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

/** The same JSON, with the keys of its records in the order of the alphabet; what is in a list is taken as it is. */
function inOrder<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder<unknown>(item)])) as Value;
}

// Two states that differ only in the order in which their records were filled are one state to every engine.
test.each(subjects)('$name depends on the entries of its state, and not on their order', (subject) => {
  const model = subject.model(allPolicies(subject), scopeOf(subject, 'medium'));
  let reordered = 0;
  const property = fc.property(fc.limitShrink(interleavings(model, subject.generation, 30), 500), (commands) => {
    let state = model.initial;
    for (const command of commands) {
      const same = inOrder(state);
      if (JSON.stringify(same) !== JSON.stringify(state)) reordered += 1;
      expect([...model.commands(same)]).toEqual([...model.commands(state)]);
      expect(model.recovery(same)).toEqual(model.recovery(state));
      const onSame = stepOnCopy(model, same, command);
      const executed = stepOnCopy(model, state, command);
      expect(onSame).toEqual(executed);
      state = executed.state;
    }
  });
  fc.assert(property, { numRuns: 60, seed: 1 });
  expect(reordered).toBeGreaterThan(0);
});
