import { styleText } from 'node:util';
import { hasPolicies } from '../kernel/subject.ts';
import { renderFirstRun } from '../report/ablation.ts';
import { renderSearched } from '../report/searched-table.ts';
import { renderVacuity } from '../report/vacuity.ts';
import { ablateShowingProgress, linesOfAblation } from './ablate.ts';
import { checkCommand } from './check.ts';
import { chooseSystem, subjectsOf } from './choose.ts';
import { exitCode, exitOf, worstOf } from './exit.ts';
import { printLines } from './print.ts';
import type { Project } from './project.ts';

/** `faultbook start --all`: every subject as shipped, then with one policy off at a time; then the libraries that were searched. The exit code. */
export async function startAllCommand(project: Project, signal: AbortSignal): Promise<number> {
  const codes: number[] = [];
  for (const [at, subject] of subjectsOf(project).entries()) {
    printLines([...(at === 0 ? [] : ['']), styleText('bold', 'As shipped')]);
    // The tour reads no counterexamples, and leaves no file.
    const flags = { runs: 3000, length: 20, seed: 1, counterexamples: false } as const;
    const shipped = await checkCommand(project, [subject.name], flags, signal);
    codes.push(shipped);
    if (shipped === exitCode.interrupted) break;
    // Without a policy there is nothing to switch off, and nothing to judge.
    if (!hasPolicies(subject)) continue;
    printLines(['', styleText('bold', 'One policy off at a time')]);
    const how = {
      system: chooseSystem(subject, undefined),
      pairs: false,
      maxStates: 1_000_000,
      signal,
    };
    const { ablations, vacuity, verdict } = await ablateShowingProgress(project, subject, how, undefined);
    const lines = [...ablations.flatMap(linesOfAblation), ...renderVacuity(vacuity), ''];
    printLines([...lines, ...ablations.flatMap(renderFirstRun)]);
    codes.push(exitOf(verdict));
    if (signal.aborted) break;
  }
  if (project.isShipped && !signal.aborted) {
    const { searchedLibraries } = await import('../subjects/searched-libraries.ts');
    printLines(['', styleText('bold', 'Queue libraries'), ...renderSearched(searchedLibraries)]);
  }
  return worstOf(codes);
}
