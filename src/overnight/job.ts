import { checkPartsOf } from '../check/check-parts.ts';
import { modelDigest } from '../explore/model-digest.ts';
import { sameJson } from '../kernel/json.ts';
import { subjectOnSystem } from '../kernel/setup.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';

/**
 * - `random`: random runs, model and system in lockstep.
 * - `explore`: all states of the model; violations are taken to the system.
 * - `drive`: all edges between these states are driven on the system.
 * - `race`: commands at once, in the schedules of a budget that grows (`raceParts`).
 */
export const strategies = ['random', 'explore', 'drive', 'race'] as const;
export type Strategy = (typeof strategies)[number];

/** Which races a job runs. */
export interface RacesToRun {
  /** The commands before a race, at most. */
  readonly depth: number;
  /** How often an actor that could go on is interrupted, at most, in each schedule. */
  readonly preemptions: number;
  /** Whether use cases stand in the place of the commands with which they begin. */
  readonly useCases: boolean;
}

/** A part of a campaign, done batch by batch. A job is data: its subject is found by name. */
export interface Job {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  /**
   * The policy that this job alone switches off: model and system are compared, and no invariant is asked. Absent: none, and
   * the invariants are asked.
   */
  readonly off?: string;
  readonly scopeName: string;
  readonly scope: Scope;
  readonly strategy: Strategy;
  /** A digest of the model: the results of a job do not count for a changed model. */
  readonly model: string;
  /** Present where the strategy is `race`. */
  readonly races?: RacesToRun;
}

/**
 * The jobs of a subject, smaller scopes first. A scope is explored once, with the first of the systems; random runs and
 * driven edges take every system. Where a system can do without policies, random runs take each of them off in turn, in the
 * scope that shows its effect, as in a check of all scopes. A contract has random runs alone. Races are jobs of `raceJobsOf`.
 */
export function jobsOf(
  subject: AnySubject,
  { systems, policies }: { systems: readonly string[]; policies: Policies },
): Job[] {
  const jobs: Job[] = [];
  for (const [scopeName, scope] of Object.entries(subject.scopes)) {
    const common = { subject: subject.name, policies, scopeName, scope };
    for (const [at, system] of systems.entries()) {
      // Of the model as the system has to follow it: with its commands, its policies and its terms.
      const onSystem = subjectOnSystem(subject, system);
      const model = digestOf(onSystem, policies, scope);
      jobs.push({ ...common, system, strategy: 'random', model });
      if (subject.contract !== undefined) continue;
      if (at === 0) jobs.push({ ...common, system, strategy: 'explore', model });
      jobs.push({ ...common, system, strategy: 'drive', model });
    }
  }
  for (const system of systems)
    for (const { name: scopeName, scope, policies: own, off } of checkPartsOf(subject, { system, policies })) {
      if (off === null) continue;
      const model = digestOf(subjectOnSystem(subject, system), own, scope);
      jobs.push({ subject: subject.name, policies: own, off, scopeName, scope, system, strategy: 'random', model });
    }
  return jobs;
}

/** A digest of the subject's model with these policies, in this scope. */
export function digestOf(subject: AnySubject, policies: Policies, scope: Scope): string {
  return modelDigest(subject.model(policies, scope));
}

/** The same text for the same job on every machine. */
export function keyOf(job: Job): string {
  return JSON.stringify(job, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** A job in a few words. */
export function nameOf({ subject, system, scopeName, off, strategy }: Job): string {
  return `${subject} on ${system}, ${scopeName}${off === undefined ? '' : `, without ${off}`}, ${strategy}`;
}

/** Whether two jobs differ by their scope alone. */
export function isSameButScope(a: Job, b: Job): boolean {
  const { scope: _a, scopeName: _aName, model: _aModel, ...one } = a;
  const { scope: _b, scopeName: _bName, model: _bModel, ...other } = b;
  return sameJson(one, other);
}
