import { describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { falseClaimInRuns } from '../../src/linearize/audit-claims.ts';
import { openQueueModel } from '../../src/model/queue/cut.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { falseClaimInGraph } from './claims.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

/** The whole graphs are in claims.long.test.ts. */
const subjects: Readonly<Record<string, AnySubject>> = { queue, booking };

function modelOf(subject: AnySubject, scope: string, without: readonly string[] = []): AnyModel {
  const found = subject.scopes[scope];
  if (found === undefined) throw new Error(`no scope ${scope}`);
  return subject.model(policiesWithout(subject, without), found);
}

describe.each(Object.entries(subjects))('the claims of the %s about histories', (_, subject) => {
  test.each(Object.keys(subject.scopes).filter((scope) => scope !== 'large'))(
    'hold in the first states of the scope %s',
    (scope) => {
      const model = modelOf(subject, scope);
      expect(falseClaimInGraph(model, 25)).toBeNull();
      expect(falseClaimInRuns(model, model.commands, 40)).toBeNull();
    },
  );

  test.each(Object.keys(allPolicies(subject)))('hold without the policy %s', (policy) => {
    const scope = subject.policies[policy]?.scope ?? 'small';
    const model = modelOf(subject, scope, [policy]);
    expect(falseClaimInGraph(model, 15)).toBeNull();
    expect(falseClaimInRuns(model, model.commands, 30)).toBeNull();
  });
});

test('the claims of the queue hold with connections that are cut', () => {
  const scope = { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 };
  expect(
    falseClaimInGraph(openQueueModel(allPolicies(queue) as QueuePolicies, scope, usualQueueTerms) as AnyModel, 25),
  ).toBeNull();
});

type Claim = Partial<Pick<AnyModel, 'changesNothing' | 'partition' | 'names'>>;

const endsWith =
  (...types: readonly string[]) =>
  (_: Command, { type }: Outcome): boolean =>
    types.includes(type);

/** The keys of a command, if a command that names no resource touched none. */
function byResource(command: Command): readonly string[] {
  return Object.entries(command).flatMap(([key, value]) =>
    key === 'resource' || key === 'client' ? [String(value)] : [],
  );
}

function jobsIn(command: Command, outcome: Outcome | null): readonly string[] {
  return [command, outcome ?? {}].flatMap((one) => ('job' in one ? [String(one.job)] : []));
}

describe('a false claim is found', () => {
  test.each<[claim: string, subject: string, scope: string, graph: Claim, RegExp]>([
    [
      'a lease without work, which dead-letters spent jobs',
      'queue',
      'storm',
      { changesNothing: endsWith('noWork') },
      /"noWork"} changes a state, against changesNothing$/,
    ],
    [
      'a submission that is known',
      'queue',
      'intake',
      { changesNothing: endsWith('alreadySubmitted') },
      /"alreadySubmitted"} changes a state/,
    ],
    ['a stale request', 'queue', 'small', { changesNothing: endsWith('stale') }, /changes a state/],
    [
      'a booking that is released already',
      'booking',
      'small',
      { changesNothing: endsWith('alreadyReleased') },
      /"alreadyReleased"} changes a state/,
    ],
    [
      'a worker that has its key for itself',
      'queue',
      'small',
      { partition: (command) => [String('worker' in command ? command.worker : 'store')] },
      /have no common key, and in the other order .* has another outcome$/,
    ],
    [
      'a booking with the resources as keys',
      'booking',
      'small',
      { partition: byResource },
      /have no common key, and in the other order .* has another outcome$/,
    ],
    [
      'fewer keys where the outcome is unknown',
      'booking',
      'small',
      { partition: (command, outcome) => (outcome === null ? byResource(command) : ['store']) },
      /which partition leaves out where the outcome is unknown$/,
    ],
  ])('in the graph of states: %s', (_, subject, scope, claim, message) => {
    expect(falseClaimInGraph({ ...modelOf(subjects[subject] ?? queue, scope), ...claim }, 150)).toMatch(message);
  });

  test.each<[claim: string, subject: string, claim: Claim, RegExp]>([
    ['the jobs as names', 'queue', { names: jobsIn }, /^without the name j\d, .* has another outcome$/],
    [
      'the workers as names',
      'queue',
      { names: (command) => ('worker' in command ? [String(command.worker)] : []) },
      /^without the name w\d, .* has another outcome$/,
    ],
    ['the resources as names', 'booking', { names: byResource }, /^without the name .* has another outcome$/],
    [
      'a name that only an unknown outcome has',
      'booking',
      { names: (_, outcome) => (outcome === null ? ['unknown'] : []) },
      /has not the name unknown, which it has where the outcome is unknown$/,
    ],
  ])('in random runs: %s', (_, subject, claim, message) => {
    const model = { ...modelOf(subjects[subject] ?? queue, 'medium'), ...claim };
    expect(falseClaimInRuns(model, model.commands, 300)).toMatch(message);
  });
});
