import { mismatchesOfSetUp } from '../corpus/fits.ts';
import type { SubjectSource } from '../explore/subject-source.ts';
import { sameJson } from '../kernel/json.ts';
import { subjectOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { BadJournal } from './bad-journal.ts';
import type { Job } from './job.ts';
import { digestOf } from './job.ts';

/** A subject that a campaign may check, with the module that exports the subject. */
export interface ConfiguredSubject {
  readonly subject: AnySubject;
  readonly source: SubjectSource;
}

/** The subject of this name. Throws `BadJournal` where none is configured. */
export function configuredNamed(subjects: readonly ConfiguredSubject[], name: string): ConfiguredSubject {
  const found = subjects.find(({ subject }) => subject.name === name);
  if (found !== undefined) return found;
  const known = subjects.map(({ subject }) => subject.name).join(', ');
  throw new BadJournal(`the journal names the subject '${name}', and the subjects are ${known}: ${another}`);
}

/**
 * Throws `BadJournal` unless each job can go on: its subject is configured and has its system, policies and scope, and
 * the model has not changed since the job began.
 */
export function assertCanGoOn(jobs: readonly Job[], subjects: readonly ConfiguredSubject[]): void {
  const digests = new Map<string, string>();
  for (const job of jobs) {
    const { subject } = configuredNamed(subjects, job.subject);
    const [mismatch] = mismatchesOfSetUp(subject, job);
    if (mismatch !== undefined)
      throw new BadJournal(`the journal does not fit ${job.subject}: ${mismatch}: ${another}`);
    // Compares a scope before building its model: a scope from a file may have any size.
    const isScope = sameJson(subject.scopes[job.scopeName], job.scope);
    const key = JSON.stringify([job.subject, job.system, job.policies, job.scope]);
    const digest =
      digests.get(key) ??
      (isScope ? digestOf(subjectOnSystem(subject, job.system), job.policies, job.scope) : 'another scope');
    digests.set(key, digest);
    if (digest !== job.model)
      throw new BadJournal(`the model of ${job.subject} has changed since the campaign began: ${another}`);
  }
}

const another = 'leave out --resume, and start a new campaign';
