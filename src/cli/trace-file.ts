import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { UsageError } from './exit.ts';
import type { Project } from './project.ts';

/** The digits at the end of the name of a kept counterexample. */
const digits = /\.([0-9a-f]{12})\.json$/;

/** The path of a trace: as given, or that of the kept counterexample whose name ends with the given digits. Throws `UsageError`. */
export function traceFile({ counterexamples }: Pick<Project, 'counterexamples'>, given: string): string {
  if (existsSync(given) || !/^[0-9a-f]{12}$/.test(given)) return given;
  const kept = existsSync(counterexamples) ? readdirSync(counterexamples) : [];
  const found = kept.find((name) => digits.exec(name)?.[1] === given);
  if (found === undefined)
    throw new UsageError(`${given} is no file, and no counterexample in ${counterexamples} has these digits`);
  return join(counterexamples, found);
}

/** What `replay` and `promote` take for a path: the digits of a counterexample in the project's own folder. */
export function shortTrace({ counterexamples }: Pick<Project, 'counterexamples'>, path: string): string {
  const isKept = relative(join(counterexamples, basename(path)), path) === '';
  return (isKept ? digits.exec(path)?.[1] : undefined) ?? path;
}
