import { validate } from '../check/validate.ts';
import { renderValidation } from '../report/validation.ts';
import { chooseSubjects } from './choose.ts';
import { exitCode } from './exit.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface ValidateFlags {
  readonly json?: boolean;
}

/** `faultbook validate`: the exit code. */
export async function validateCommand(
  project: Project,
  names: readonly string[],
  { json = false }: ValidateFlags,
  signal: AbortSignal,
): Promise<number> {
  const validated: object[] = [];
  let isValid = true;
  for (const subject of chooseSubjects(project, names)) {
    const progress = showProgress(`validating ${subject.name}`);
    const onScope = (scope: string): void => progress.update(`scope ${scope}`);
    const validation = await validate(subject, { signal, onScope }).finally(() => progress.clear());
    if (signal.aborted) return exitCode.interrupted;
    isValid &&= validation.faults.length === 0;
    validated.push({ subject: subject.name, ...validation });
    if (!json) printLines(renderValidation(subject.name, validation));
  }
  if (json) printJson({ subjects: validated });
  return isValid ? exitCode.success : exitCode.badUse;
}
