import * as fc from 'fast-check';
import { freeze } from 'immer';
import { expect, test } from 'vitest';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import { foldTime, fingerprintByName, readInstant, writeInstant } from '../../src/kernel/instants.ts';
import { copyJson, sameJson } from '../../src/kernel/json.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

/** The states of a run that takes now this, now that of what is on offer. */
function statesAlong(model: AnyModel, picks: readonly number[]): unknown[] {
  const states = [copyJson(model.initial)];
  for (const pick of picks) {
    const state = states.at(-1);
    const enabled = [...model.commands(state)];
    const command = enabled[pick % enabled.length];
    if (command === undefined) break;
    states.push(stepOnCopy(model, state, command).state);
  }
  return states;
}

const everySubject = subjects.map((subject) => [subject.name, subject] as const);
const picks = fc.array(fc.nat(), { minLength: 10, maxLength: 40 });

test.each(everySubject)(
  'the fingerprint of a state of %s is that of a folded copy, also if it is frozen',
  (_, subject) => {
    const model: AnyModel = subject.model(allPolicies(subject), Object.values(subject.scopes).at(-1) ?? {});
    let timed = 0;
    const property = fc.property(picks, (run) => {
      for (const state of statesAlong(model, run)) {
        const before = copyJson(state);
        const folded = copyJson(state);
        foldTime(model, folded);
        expect(fingerprintByName(model, state)).toEqual(fingerprintOf(folded));
        expect(state).toEqual(before);
        expect(fingerprintByName(model, freeze(copyJson(state), true))).toEqual(fingerprintOf(folded));
        timed += readInstant(model.instants?.(state).clock ?? [{}, '']) > 0 ? 1 : 0;
      }
    });
    fc.assert(property, { numRuns: 100, seed: 1 });
    expect(timed).toBeGreaterThan(20);
  },
);

test.each(everySubject)(
  'a shift of all instants of %s keeps the fingerprint, one of the clock does not',
  (_, subject) => {
    const model: AnyModel = subject.model(allPolicies(subject), Object.values(subject.scopes).at(-1) ?? {});
    let ahead = 0;
    const property = fc.property(picks, fc.integer({ min: 1, max: 10_000 }), (run, byMs) => {
      for (const state of statesAlong(model, run)) {
        const instants = model.instants?.(state);
        if (instants === undefined) throw new Error(`${subject.name} has no instants`);
        const fingerprint = fingerprintByName(model, state);
        const nowMs = readInstant(instants.clock);
        const isAhead = instants.deadlines.some((deadline) => readInstant(deadline) > nowMs);
        writeInstant(instants.clock, nowMs + byMs);
        ahead += isAhead ? 1 : 0;
        expect(!isAhead || !sameJson(fingerprintByName(model, state), fingerprint)).toBe(true);
        for (const deadline of instants.deadlines) writeInstant(deadline, readInstant(deadline) + byMs);
        expect(fingerprintByName(model, state)).toEqual(fingerprint);
      }
    });
    fc.assert(property, { numRuns: 100, seed: 1 });
    expect(ahead).toBeGreaterThan(20);
  },
);
