import { InvalidArgumentError } from 'commander';
import { closest } from 'fastest-levenshtein';
import type { SubjectSource } from '../explore/subject-source.ts';
import { sizesOf } from '../kernel/configuration.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { everySystemOf, policiesWithout } from '../kernel/subject.ts';
import type { WhichSchedules } from '../race/explore-races.ts';
import { sizeFlag } from '../report/command-line.ts';
import { subjects as shipped } from '../subjects/index.ts';
import { UsageError } from './exit.ts';
import type { Project } from './project.ts';

/** The subjects of these names; all that need no name where none is named. */
export function chooseSubjects(project: Project, names: readonly string[]): readonly AnySubject[] {
  for (const name of names) subjectNamed(project, name);
  return names.length === 0 ? subjectsOf(project) : everySubjectOf(project).filter(({ name }) => names.includes(name));
}

/**
 * The same, for a command that takes models alone: a subject of a contract is left out, and refused where it is named. Throws
 * `UsageError`.
 */
export function chooseModels(project: Project, names: readonly string[], command: string): readonly AnySubject[] {
  const chosen = chooseSubjects(project, names);
  const contract = names.length === 0 ? undefined : chosen.find((subject) => subject.contract !== undefined);
  if (contract === undefined) return chosen.filter((subject) => subject.contract === undefined);
  throw new UsageError(
    `${contract.name} has a contract and no model, and ${command} takes models; check, replay, promote, race, stress and overnight take contracts`,
  );
}

/** The subject of this name. Throws `UsageError`. */
export function subjectNamed(project: Project, name: string): AnySubject {
  const subjects = everySubjectOf(project);
  const found = subjects.find((subject) => subject.name === name);
  if (found !== undefined) return found;
  const known = subjects.map((subject) => subject.name);
  throw new UsageError(unknownName('subject', name, known) + adviceOn(project, name));
}

/** How to have a subject that the project lacks, where there is a way. */
function adviceOn({ isConfigured }: Project, name: string): string {
  if (!isConfigured) return '; for a subject of your own, npx faultbook init writes a faultbook.config.ts';
  return shipped.some((subject) => subject.name === name)
    ? `; the built-in ${name} is there in a folder without faultbook.config, where no --subject is given`
    : '';
}

/** The subjects of a project. */
export function subjectsOf({ subjects }: Project): readonly AnySubject[] {
  return subjects.map(({ subject }) => subject);
}

/** The same, and those that run only where they are named. */
export function everySubjectOf({ subjects, namedOnly }: Project): readonly AnySubject[] {
  return [...subjects, ...namedOnly].map(({ subject }) => subject);
}

/** All policies on but these. */
export function choosePolicies(subject: AnySubject, without: readonly string[]): Policies {
  for (const name of without) mustBeOneOf(`policy of ${subject.name}`, name, Object.keys(subject.policies));
  return policiesWithout(subject, without);
}

/** The promises that are not asked. Throws `UsageError` where the subject has no contract. */
export function chooseSuspended(
  subject: AnySubject,
  suspended: readonly string[] | undefined,
): { readonly suspended?: readonly string[] } {
  if (suspended === undefined) return {};
  if (subject.contract !== undefined) return { suspended };
  throw new UsageError(`${subject.name} has a model, and no promise that could be suspended`);
}

/** How long a finding is shrunk. Throws `UsageError` where the subject has no contract: a model shrinks without a system. */
export function chooseShrinking(
  subject: AnySubject,
  { shrinkSeconds }: { readonly shrinkSeconds?: number },
): { readonly shrinkSeconds?: number } {
  if (shrinkSeconds === undefined) return {};
  if (subject.contract !== undefined) return { shrinkSeconds };
  throw new UsageError(
    `${subject.name} has a model, by which its findings are shrunk: --shrink-seconds is for a contract`,
  );
}

/** The system of this name; the subject's first where none is named. */
export function chooseSystem(subject: AnySubject, name: string | undefined): string {
  const known = everySystemOf(subject).map((system) => system.name);
  if (name !== undefined) mustBeOneOf(`system of ${subject.name}`, name, known);
  const chosen = name ?? known[0];
  if (chosen === undefined) throw new UsageError(`${subject.name} has no system to check`);
  return chosen;
}

/** The scope of this name; the subject's usual one where none is named. */
export function chooseScope(subject: AnySubject, name: string | undefined): Scope {
  const chosen = name ?? subject.defaultScope;
  mustBeOneOf(`scope of ${subject.name}`, chosen, Object.keys(subject.scopes));
  return subject.scopes[chosen] ?? {};
}

/** The name of the smallest scope: the first. */
export function smallestScope({ scopes, defaultScope }: AnySubject): string {
  const [first = defaultScope] = Object.keys(scopes);
  return first;
}

/** The sizes of all scopes, and the flag by which each is set: `jobs`, `--jobs`. */
export function sizeFlags(subjects: readonly AnySubject[]): ReadonlyMap<string, string> {
  return new Map(
    subjects
      .flatMap(({ scopes }) => Object.values(scopes).flatMap((scope) => Object.keys(scope)))
      .map((size) => [size, sizeFlag(size)]),
  );
}

/** A scope with some of its sizes set by flags. Throws where the subject has no such size. */
export function resizeScope(
  project: Project,
  subject: AnySubject,
  scope: Scope,
  flags: Readonly<Record<string, unknown>>,
): Scope {
  const sizes = [...sizeFlags(everySubjectOf(project))].flatMap(([size, flag]) => {
    const value = flags[flag.replaceAll(/-[a-z]/g, (dashed) => dashed.slice(1).toUpperCase())];
    if (value === undefined) return [];
    mustBeOneOf(`size of ${subject.name}`, size, sizesOf(subject));
    return [[size, Number(value)]];
  });
  return sizes.length === 0 ? scope : { ...scope, ...(Object.fromEntries(sizes) as Scope) };
}

/** Throws `UsageError` for an unknown name, with the closest known name. */
export function mustBeOneOf(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new UsageError(unknownName(what, name, known));
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  if (known.length === 0) return `unknown ${what} '${name}': there is none`;
  return `unknown ${what} '${name}'; did you mean '${closest(name, [...known])}'? There is: ${known.join(', ')}`;
}

/** An option's value as a number of hours. */
export function hourCount(text: string): number {
  const hours = Number(text);
  if (text.trim() !== '' && hours > 0 && hours <= 1000) return hours;
  throw new InvalidArgumentError('It has to be a number of hours above 0 and up to 1,000, such as 8 or 0.5.');
}

/** An option's value as a number of seconds. */
export function secondCount(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('It has to be a number of seconds above 0 and up to 86,400, such as 30 or 0.5.');
}

/** An option's value as a whole number within these bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
  };
}

/** Which schedules of a race are run: by name, or so many at random. */
export function whichSchedules(text: string): WhichSchedules {
  if (text === 'bounded' || text === 'all' || text === 'unreduced') return text;
  const count = /^pct:(\d+)$/.exec(text)?.[1];
  if (count !== undefined && Number(count) >= 1 && Number(count) <= 1_000_000) return Number(count);
  throw new InvalidArgumentError(
    'It has to be bounded, all, unreduced, or pct:<number> up to 1,000,000, such as pct:1000.',
  );
}

/** Collects an option that may be given several times, or once with commas. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** Where other threads and processes find a subject of the project. */
export function subjectSource({ subjects, namedOnly }: Project, { name }: AnySubject): SubjectSource {
  const found = [...subjects, ...namedOnly].find(({ subject }) => subject.name === name);
  if (found === undefined) throw new RangeError(`the project has no subject ${name}`);
  return found.source;
}

/** How long a system may take for an answer, in milliseconds; absent without `--timeout`. */
export function answerTime({ timeout }: { readonly timeout?: number | undefined }): { readonly answerMs?: number } {
  return timeout === undefined ? {} : { answerMs: timeout * 1000 };
}

/** The system to race: by name, or the first one that has a stage. Throws `UsageError` in one line where none has. */
export function chooseStaged(subject: AnySubject, name: string | undefined): string {
  const staged = everySystemOf(subject).filter(({ stage }) => stage !== undefined);
  const names = staged.map((system) => system.name);
  if (name === undefined) {
    const [first] = names;
    if (first === undefined)
      throw new UsageError(`no system of ${subject.name} has a stage, which orders the statements of a race`);
    return first;
  }
  const chosen = chooseSystem(subject, name);
  if (names.includes(chosen)) return chosen;
  const others = names.length === 0 ? 'no system of it has one' : `${names.join(', ')} has one`;
  throw new UsageError(
    `the system ${chosen} of ${subject.name} has no stage, which orders the statements of a race; ${others}`,
  );
}
