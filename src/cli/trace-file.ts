import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Project } from './project.ts';

/** The digits at the end of the name of a kept counterexample. */
const digits = /\.([0-9a-f]{12})\.json$/;

/** The path of a trace: as given, or that of the kept counterexample whose name ends with the given digits. */
export function traceFile({ counterexamples }: Pick<Project, 'counterexamples'>, given: string): string {
  if (existsSync(given) || !/^[0-9a-f]{12}$/.test(given) || !existsSync(counterexamples)) return given;
  const found = readdirSync(counterexamples).find((name) => digits.exec(name)?.[1] === given);
  return found === undefined ? given : join(counterexamples, found);
}

/** What `replay` and `promote` take for a path: the digits of a counterexample in the project's own folder. */
export function shortTrace({ counterexamples }: Pick<Project, 'counterexamples'>, path: string): string {
  const isKept = relative(join(counterexamples, basename(path)), path) === '';
  return (isKept ? digits.exec(path)?.[1] : undefined) ?? path;
}
