import { subjectOnSystem } from '../kernel/setup.ts';
import type { AnySubject, Policies } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { Job, RacesToRun } from './job.ts';
import { digestOf } from './job.ts';

/** The systems of a subject that races are run on, and why the others are left out, in a line each. */
export interface RacedSystems {
  readonly systems: readonly string[];
  readonly leftOut: readonly string[];
}

/** The systems that can be raced among the named ones; the first one that can be raced where none is named. */
export function racedSystemsOf(subject: AnySubject, wanted: readonly string[] | undefined): RacedSystems {
  const all = everySystemOf(subject);
  const able = all.filter(({ stage, concurrent = false }) => stage !== undefined && concurrent !== false);
  const names = able.map(({ name }) => name);
  const advice =
    names.length === 0
      ? 'give a system of it a stage and `concurrent`, as in docs/guide/races.md'
      : `--systems ${names.join(',')} names what can be raced`;
  if (wanted === undefined && names.length === 0)
    return {
      systems: [],
      leftOut: [`${subject.name} cannot be raced: none of its systems has a stage, which orders statements; ${advice}`],
    };
  if (wanted === undefined) return { systems: names.slice(0, 1), leftOut: [] };
  const own = all.filter(({ name }) => wanted.includes(name));
  const unable = own.filter(({ name }) => !names.includes(name));
  return {
    systems: own.filter(({ name }) => names.includes(name)).map(({ name }) => name),
    leftOut: unable.map(({ name, stage }) => {
      const lack = stage === undefined ? 'has no stage, which orders statements' : 'is not `concurrent`';
      return `${subject.name} on ${name} cannot be raced: the system ${lack}; ${advice}`;
    }),
  };
}

/** The races of a subject as jobs: one for each scope and system, smaller scopes first. */
export function raceJobsOf(
  subject: AnySubject,
  {
    systems,
    policies,
    races,
  }: { readonly systems: readonly string[]; readonly policies: Policies; readonly races: RacesToRun },
): Job[] {
  return Object.entries(subject.scopes).flatMap(([scopeName, scope]) =>
    systems.map((system) => {
      const model = digestOf(subjectOnSystem(subject, system), policies, scope);
      return { subject: subject.name, policies, scopeName, scope, system, strategy: 'race', model, races };
    }),
  );
}
