import { expect, test } from 'vitest';
import type { BookingView } from '../../src/alphabets/booking.ts';
import type { QueueView } from '../../src/alphabets/queue.ts';
import { planSweep } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import type { Swept } from '../../src/check/sweep.ts';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import type { Observation } from '../../src/kernel/observation.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { Harness } from '../../src/kernel/setup.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';

type AnyHarness = Harness<unknown, Command, Outcome, unknown>;
type Shown = Observation<unknown, Outcome>;

/** The system on SQLite, as far as it shows by this observation. */
function showing(
  harness: AnyHarness,
  observation: Shown,
  renumber: (value: unknown) => unknown = (one) => one,
): AnyHarness {
  const { observe = (view) => view, observeOutcome = (outcome) => outcome } = observation;
  const open = async (): Promise<System<Command, Outcome, unknown>> => {
    const system = await harness.open();
    return {
      ...system,
      // What a system shows is compared as JSON.
      perform: async (command) => renumber(observeOutcome(await system.perform(command))) as Outcome,
      view: async () => renumber(observe(await system.view())),
    };
  };
  return { ...harness, observation, open };
}

interface Planned {
  readonly commands: readonly Command[];
  readonly scope: Scope;
  readonly without?: readonly string[];
}

function sweepOf(subject: AnySubject, { commands, scope, without = [] }: Planned, how: (of: AnyHarness) => AnyHarness) {
  const setup = setUp(subject, { system: 'sqlite', policies: policiesWithout(subject, without), scope });
  return sweep(how(setup), commands);
}

const subjects = [subjectOf('queue'), subjectOf('booking')];

/** The ordinary work of a subject, as shipped and without policies. */
function runsOf(subject: AnySubject): readonly Planned[] {
  return planSweep(subject, []);
}

function killedEverywhere({ points }: Swept<Command, Outcome>): boolean {
  return points.length > 0 && points.every(({ killed }) => killed.length === 2);
}

test.each(subjects)('the states after a crash in a model of $name are those of its system', async (subject) => {
  for (const run of runsOf(subject)) {
    const swept = await sweepOf(subject, run, (harness) => showing(harness, { observe: (view) => view }));
    const whole = await sweepOf(subject, run, (harness) => harness);
    expect(swept.violations.map(({ violation }) => violation.name)).toEqual(
      whole.violations.map(({ violation }) => violation.name),
    );
    expect(swept.points).toEqual(whole.points);
    expect(killedEverywhere(swept)).toBe(true);
  }
});

/** The rows of the store, and no memory of any actor. */
const rows: Readonly<Record<string, Shown>> = {
  queue: {
    observe: (view) => (view as QueueView).jobs.map(({ id, status }) => ({ id, status })),
    observeOutcome: ({ type }) => type,
  },
  booking: {
    observe: (view) => (view as BookingView).bookings.map(({ status, client }) => ({ status, client })),
    observeOutcome: ({ type }) => type,
  },
};

/** Every outcome looks alike, also that of a crash. */
function silent({ observe }: Shown): Shown {
  return { ...(observe && { observe }), observeOutcome: () => 'done' };
}

/** A system whose actors do not crash at the failpoints. */
function immortal(harness: AnyHarness): AnyHarness {
  const open = async (): Promise<System<Command, Outcome, unknown>> => {
    const system = await harness.open();
    const watch = (crashesAt: ((name: string) => boolean) | null): void =>
      system.failpoints?.watch((name) => crashesAt?.(name) === null);
    return { ...system, failpoints: { watch } };
  };
  return { ...harness, open };
}

test.each(subjects)('a sweep of a $name that shows a part of its rows finds no violation', async (subject) => {
  const part = rows[subject.name] ?? {};
  for (const run of runsOf(subject).filter(({ without = [] }) => without.length === 0)) {
    for (const observation of [part, silent(part)]) {
      const swept = await sweepOf(subject, run, (harness) => showing(harness, observation));
      expect(swept.violations).toEqual([]);
      expect(killedEverywhere(swept)).toBe(true);
      const unharmed = await sweepOf(subject, run, (harness) => immortal(showing(harness, observation)));
      expect(unharmed.violations).toEqual([]);
    }
  }
});

test('a job that is lost in a crash is found by the part of the view that shows it', async () => {
  const queue = subjectOf('queue');
  const [happy] = runsOf(queue);
  if (happy === undefined) return;
  let hasCrashed = false;
  const swept = await sweepOf(queue, happy, (harness) => {
    const part = showing(harness, rows['queue'] ?? {}, (value) => (hasCrashed && Array.isArray(value) ? [] : value));
    const open = async (): Promise<System<Command, Outcome, unknown>> => {
      hasCrashed = false;
      const system = await part.open();
      const watch = (crashesAt: ((name: string) => boolean) | null): void =>
        system.failpoints?.watch((name) => (hasCrashed ||= crashesAt?.(name) === true));
      return { ...system, failpoints: { watch } };
    };
    return { ...part, open };
  });
  expect(swept.violations.map(({ violation }) => violation.name)).toContain('view.0');
});

test('half of a commit is found where debit and credit show, and not by jobs alone', async () => {
  const queue = subjectOf('queue');
  const torn = runsOf(queue).find(({ without = [] }) => without.includes('atomicCommit'));
  if (torn === undefined) throw new Error('the queue has no run without atomicCommit');
  const found = async (observe: (view: QueueView) => unknown): Promise<string[]> => {
    const part: Shown = { observe: (view) => observe(view as QueueView), observeOutcome: ({ type }) => type };
    const swept = await sweepOf(queue, torn, (harness) => showing(harness, part));
    return swept.violations.map(({ violation }) => violation.name).toSorted();
  };
  expect(await found(({ effects, credits }) => [effects.length, credits.length])).toEqual(['INV_010', 'INV_011']);
  // Of jobs alone, the whole commit agrees as well.
  expect(await found(({ jobs }) => jobs.map(({ status }) => status))).toEqual([]);
});

test.each([
  ['queue', ['execution', 'by', 'id']],
  ['booking', ['booking', 'id']],
])('a %s that draws the names itself is swept up to names', async (name, drawnNames) => {
  const scale = (by: number, value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, item: unknown) =>
        drawnNames.includes(key) && typeof item === 'number' ? item * by : item,
      ),
    );
  const subject = subjectOf(name);
  for (const run of runsOf(subject).filter(({ without = [] }) => without.length === 0)) {
    const swept = await sweepOf(subject, run, (harness) => {
      const renumbered = showing(harness, { drawnNames }, (value) => scale(10, value));
      const open = async (): Promise<System<Command, Outcome, unknown>> => {
        const system = await renumbered.open();
        return { ...system, perform: (command) => system.perform(scale(0.1, command) as Command) };
      };
      return { ...renumbered, open };
    });
    expect(swept.violations).toEqual([]);
    expect(killedEverywhere(swept)).toBe(true);
  }
});
