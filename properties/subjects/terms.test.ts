import { describe, expect, test } from 'vitest';
import { auditedEndings } from '../../src/check/audit.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { firstSteps } from '../../src/kernel/first-steps.ts';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import { onRealClock } from '../../src/kernel/open-deadlines.ts';
import type { AnySubject, SystemKind, Terms } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { authority } from '../../src/subjects/authority/index.ts';
import type { BookingPolicies, BookingScope } from '../../src/subjects/booking/index.ts';
import { booking } from '../../src/subjects/booking/index.ts';
import { queue } from '../../src/subjects/queue/index.ts';

/** A system that does what the model does under these terms. */
function play(
  subject: AnySubject,
  setup: Parameters<SystemKind<Command, Outcome, unknown>['open']>[0],
): System<Command, Outcome, unknown> {
  const model = subject.model(setup.policies, setup.scope, setup.terms);
  let state = model.initial;
  return {
    async perform(command) {
      const step = stepOnCopy(model, state, command);
      ({ state } = step);
      return step.outcome;
    },
    view: async () => structuredClone(model.view(state)),
    close: async () => undefined,
  };
}

/** Checks a system that sets these terms, and keeps or ignores them. */
function checkTerms(
  subject: AnySubject,
  terms: Terms,
  { scope = subject.defaultScope, isIgnored = false },
): Promise<CheckReport> {
  const system: SystemKind<Command, Outcome, unknown> = {
    name: 'played',
    terms,
    open: async (setup) => play(subject, isIgnored ? { ...setup, terms: subject.terms ?? {} } : setup),
  };
  const own: AnySubject = { ...subject, systems: [system], optionalSystems: [], coverageGoals: [] };
  const how = { system: 'played', policies: allPolicies(own), scope: own.scopes[scope] ?? {} };
  return check(own, { ...how, runs: isIgnored ? 500 : 20, length: 30, seed: 1, maxStates: 1 });
}

const cases: readonly (readonly [subject: unknown, terms: Terms, scope?: string])[] = [
  [queue, { leaseMs: 500 }],
  [queue, { firstBackoffMs: 500 }],
  [queue, { longestBackoffMs: 500 }],
  [queue, { refillMs: 500 }],
  [booking, { holdMs: 500 }],
  [authority, { leaseMs: 45_000 }],
  [authority, { silenceMs: 4_000 }],
  [authority, { timeoutMs: 300 }],
  [authority, { firstBackoffMs: 400 }],
  [authority, { longestBackoffMs: 30 }],
  [authority, { watchdogMs: 4_000 }],
  [authority, { refillMs: 500 }, 'rush'],
];

describe.each(cases.map(([of, terms, scope]) => ({ subject: of as AnySubject, terms, scope })))(
  '$subject.name with $terms',
  ({ subject, terms, scope }) => {
    test('holds where the system sets the term', async () => {
      expect((await checkTerms(subject, terms, { ...(scope && { scope }) })).verdict).toBe('holds');
    });

    test('diverges where the system sets the term and ignores it', async () => {
      const { counterexample } = await checkTerms(subject, terms, { ...(scope && { scope }), isIgnored: true });
      expect(counterexample?.violation).toMatchObject({ kind: 'divergence', side: 'system' });
    });
  },
);

/** The ticks that are enabled in the first states of a scope. */
function ticksUnder(subject: AnySubject, terms: Terms, scope = 'small'): ReadonlySet<unknown> {
  const model = subject.model(allPolicies(subject), subject.scopes[scope] ?? {}, { ...subject.terms, ...terms });
  const ticks = new Set<unknown>();
  for (const { command } of firstSteps(model, 1_000)) if ('byMs' in command) ticks.add(command.byMs);
  return ticks;
}

describe('the ticks of a model', () => {
  const ticks: readonly { subject: unknown; terms: Terms; byMs: number; scope: string }[] = [
    { subject: authority, terms: { heartbeatEveryMs: 777 }, byMs: 777, scope: 'medium' },
    { subject: authority, terms: { refreshEveryMs: 777 }, byMs: 777, scope: 'medium' },
    { subject: booking, terms: { holdMs: 500, toleranceMs: 60 }, byMs: 440, scope: 'small' },
  ];

  test.each(ticks)('go to $byMs ms under $terms', ({ subject, terms, byMs, scope }) => {
    expect(ticksUnder(subject as AnySubject, terms, scope)).toContain(byMs);
    expect(ticksUnder(subject as AnySubject, {}, scope)).not.toContain(byMs);
  });
});

test('a hold that may be over early is open for a system whose clock cannot be moved', () => {
  const terms = { holdMs: 500, toleranceMs: 60, cuts: false };
  const scope = booking.scopes['small'] as BookingScope;
  const model = onRealClock(booking.model(allPolicies(booking) as BookingPolicies, scope, terms), {
    name: 'calendar',
    clock: 'real',
  });
  const hold = { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: true } as const;
  const commands = [hold, { type: 'decide', client: 'c1' }, { type: 'persist', client: 'c1' }] as const;
  let { initial: state } = model;
  for (const command of commands) ({ state } = stepOnCopy(model, state, command));
  const endsAfter = (byMs: number): unknown =>
    auditedEndings(model, state, { type: 'tick', byMs }).map((ending) => ending.state.bookings[0]?.expiresAtMs);
  expect([endsAfter(440), endsAfter(441), endsAfter(500)]).toEqual([[500], [500, 441], [500]]);
});
