import { describe, expect, test } from 'vitest';
import type { BookingCommand, BookingOutcome } from '../../src/alphabets/booking.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { holdsAfter } from '../../src/kernel/invariant.ts';
import { repeatOf } from '../../src/model/booking/commands.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { liveUnitsOf } from '../../src/model/booking/rules.ts';
import type { BookingState } from '../../src/model/booking/state.ts';
import { scopeOf, without } from './worlds.ts';

// What docs/subjects/booking.md says of each class of failure, looked at in every state of the small scope and every
// step from it. That the real system does the same in each of them, the drive along every edge shows.

const model = bookingModel(without(), scopeOf('small'));

interface Taken {
  readonly before: BookingState;
  readonly command: BookingCommand;
  readonly outcome: BookingOutcome;
  readonly after: BookingState;
}

const steps = everyStep();
const rejections = steps.filter(({ outcome }) => outcome.type === 'rejected');
const conflicts = steps.filter(({ outcome }) => outcome.type === 'failed' && outcome.cause === 'conflict');
const infrastructural = steps.filter(({ outcome }) => outcome.type === 'failed' && outcome.cause !== 'conflict');

test('every class of failure occurs, and every cause', () => {
  const causes = steps.flatMap(({ outcome }) => (outcome.type === 'failed' ? [outcome.cause] : []));
  expect(new Set(causes)).toEqual(new Set(['conflict', 'exhausted', 'timeout', 'connectionLost']));
  expect(rejections.length).toBeGreaterThan(100);
  expect(conflicts.length).toBeGreaterThan(100);
});

describe('REJECTED, since there is no room', () => {
  test('comes of reading fewer free units than wanted: they are booked, or were then', () => {
    for (const { before, command } of rejections) {
      const { call, request } = before.clients['client' in command ? command.client : ''] ?? {};
      if (!call || !request) throw new Error('a call is rejected that has read nothing, or wants nothing');
      expect(request.units).toBeGreaterThan(call.free);
      if (!isUpToDate(before, command)) continue;
      const { resource } = request;
      const capacity = before.resources[resource]?.capacity ?? 0;
      expect(liveUnitsOf(model.view(before), resource) + request.units).toBeGreaterThan(capacity);
    }
  });

  test('is deterministic: the same read and request are always rejected, or never', () => {
    const outcomes = outcomesBy('decide');
    expect([...outcomes.values()].filter((types) => types.size > 1)).toEqual([]);
    expect([...outcomes.values()]).toContainEqual(new Set(['rejected']));
    expect([...outcomes.values()]).toContainEqual(new Set(['proposed']));
  });

  test('does not pass: without other clients a repeated request is rejected as well', () => {
    const current = rejections.filter(({ before, command }) => isUpToDate(before, command));
    expect(current.length).toBeGreaterThan(0);
    for (const { after, command } of current) expect(repeated(after, command).type).toBe('rejected');
  });

  test('also comes of a stale read, and then it does pass', () => {
    const stale = rejections.filter(({ before, command }) => !isUpToDate(before, command));
    const repeats = stale.map(({ after, command }) => repeated(after, command).type);
    expect(repeats).toContain('confirmed');
  });

  test('writes nothing', () => {
    for (const step of rejections) expect(storeOf(step.after)).toBe(storeOf(step.before));
  });
});

describe('FAILED with a conflict', () => {
  test('is caused by another client’s write since the read, and by no other cause', () => {
    const persisted = steps.filter(({ command }) => command.type === 'persist' && command.fault === undefined);
    for (const { before, command, outcome } of persisted)
      expect(outcome.type === 'failed').toBe(!isUpToDate(before, command));
    expect(conflicts.map(({ command }) => command.type)).toEqual(conflicts.map(() => 'persist'));
  });

  test('is not deterministic: a call conflicts or not by what others have done since', () => {
    expect([...outcomesBy('persist').values()]).toContainEqual(new Set(['confirmed', 'failed']));
  });

  test('passes: without other clients a repeated request has no conflict', () => {
    for (const { after, command } of conflicts) expect(repeated(after, command)).not.toHaveProperty('cause');
  });

  test('writes nothing', () => {
    for (const step of conflicts) expect(storeOf(step.after)).toBe(storeOf(step.before));
  });
});

describe('FAILED by the infrastructure', () => {
  test('tells its cause: no connection free, the store gave up, the connection was lost', () => {
    const reported = infrastructural.map(({ command, outcome }) => [
      'fault' in command ? command.fault : 'none',
      outcome.type === 'failed' ? outcome.cause : 'none',
    ]);
    expect(new Set(reported.map((pair) => pair.join(': ')))).toEqual(
      new Set([
        'exhausted: exhausted',
        'timeout: timeout',
        'lostBeforeCommit: connectionLost',
        'lostAfterCommit: connectionLost',
      ]),
    );
  });

  test('passes: a repeated request is not failed by the infrastructure a second time', () => {
    const open = infrastructural.filter(({ command }) => command.type === 'read' || command.type === 'persist');
    expect(open.length).toBeGreaterThan(100);
    for (const { after, command } of open) expect(repeated(after, command)).not.toHaveProperty('cause');
  });

  test('comes from outside: without its fault the same command does not fail that way', () => {
    for (const { before, command } of infrastructural) {
      const { fault, ...unharmed } = command as BookingCommand & { fault?: string };
      expect(fault).toBeDefined();
      const { outcome } = stepOnCopy(model, before, unharmed as BookingCommand);
      expect(outcome.type === 'failed' ? outcome.cause : 'conflict').toBe('conflict');
    }
  });

  test('leaves all or nothing, and nothing unless the connection was lost', () => {
    for (const { before, command, outcome, after } of infrastructural) {
      const { fault, ...unharmed } = command as BookingCommand & { fault?: string };
      const done = stepOnCopy(model, before, unharmed as BookingCommand).state;
      expect(storeOf(after)).toBe(storeOf(fault === 'lostAfterCommit' ? done : before));
      expect(fault === 'lostAfterCommit' && outcome.type === 'failed' ? outcome.cause : 'connectionLost').toBe(
        'connectionLost',
      );
    }
  });

  test('has the same outcome and record for a connection lost before or after the commit', () => {
    const lostAfter = infrastructural.filter(
      ({ command }) => 'fault' in command && command.fault === 'lostAfterCommit',
    );
    expect(lostAfter.length).toBeGreaterThan(0);
    for (const { before, command, outcome, after } of lostAfter) {
      const other = stepOnCopy(model, before, { ...command, fault: 'lostBeforeCommit' } as BookingCommand);
      expect(other.outcome).toEqual(outcome);
      expect(other.state.clients).toEqual(after.clients);
    }
  });
});

test('no failure of any class breaks an invariant', () => {
  for (const { before, command, outcome, after } of [...rejections, ...conflicts, ...infrastructural]) {
    const step = { before: model.view(before), command, outcome, after: model.view(after) };
    expect(model.invariants.filter((one) => !holdsAfter(one, step))).toEqual([]);
  }
});

/** Every command on offer in every state. */
function everyStep(): Taken[] {
  const seen = new Set([JSON.stringify(model.initial)]);
  const waiting = [model.initial];
  const taken: Taken[] = [];
  for (const before of waiting) {
    for (const command of model.commands(before)) {
      const { state: after, outcome } = stepOnCopy(model, before, command);
      taken.push({ before, command, outcome, after });
      const text = JSON.stringify(after);
      if (!seen.has(text)) waiting.push(after);
      seen.add(text);
    }
  }
  return taken;
}

/** For everything that a call knows and wants, with no fault: the types of outcome that this step of it has anywhere. */
function outcomesBy(type: 'decide' | 'persist'): Map<string, Set<string>> {
  const outcomes = new Map<string, Set<string>>();
  for (const { before, command, outcome } of steps) {
    if (command.type !== type || 'fault' in command) continue;
    const { call, request } = before.clients[command.client] ?? {};
    const known = JSON.stringify([call, request]);
    outcomes.set(known, (outcomes.get(known) ?? new Set()).add(outcome.type));
  }
  return outcomes;
}

/** Whether the call that this command belongs to has read what there still is. */
function isUpToDate({ clients, resources }: BookingState, command: BookingCommand): boolean {
  const { call, request } = clients['client' in command ? command.client : ''] ?? {};
  return call?.version === resources[request?.resource ?? '']?.version;
}

/** The last outcome where the client repeats its request, and nobody else does anything. */
function repeated(from: BookingState, command: BookingCommand): BookingOutcome {
  const name = 'client' in command ? command.client : '';
  const request = from.clients[name]?.request;
  if (!request) throw new Error(`${name} has no request to repeat`);
  const calls: BookingCommand[] = [
    repeatOf(name, request),
    { type: 'decide', client: name },
    { type: 'persist', client: name },
  ];
  let state = from;
  let last: BookingOutcome = { type: 'nothingRead' };
  for (const call of calls) {
    const executed = stepOnCopy(model, state, call);
    ({ state } = executed);
    if (executed.outcome.type !== 'nothingProposed') last = executed.outcome;
  }
  return last;
}

function storeOf({ resources, bookings }: BookingState): string {
  return JSON.stringify([resources, bookings]);
}
