import { styleText } from 'node:util';
import { ablate } from '../check/ablate.ts';
import { subjects } from '../subjects/index.ts';
import { exitOfAblation, tellAblation, tellRun, withFailureModes } from './ablate.ts';
import { checkCommand } from './check.ts';
import { chooseScope, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';
import { runsOf, showProgress } from './progress.ts';

/** `faultbook start`: every subject as shipped, then with one policy off at a time. The exit code. */
export async function startCommand(signal: AbortSignal): Promise<number> {
  const codes: number[] = [];
  for (const subject of subjects) {
    console.log(styleText('bold', 'As shipped'));
    const shipped = await checkCommand([subject.name], { runs: 3000, length: 20, seed: 1 }, signal);
    codes.push(shipped);
    if (shipped === exitCode.interrupted) break;
    console.log(styleText('bold', '\nOne policy off at a time'));
    const progress = showProgress(`one policy of ${subject.name} off at a time`);
    const options = {
      system: chooseSystem(subject, undefined),
      scope: chooseScope(subject, undefined),
      runs: 3000,
      length: 20,
      seed: 1,
    };
    const report = await ablate(subject, { ...options, signal, onProgress: (done) => progress.update(runsOf(done)) });
    progress.clear();
    const known = await withFailureModes(report);
    for (const line of tellAblation(known)) console.log(line);
    if (report.isInterrupted) return exitCode.interrupted;
    codes.push(exitOfAblation(known));
    const [first] = Object.keys(subject.policies);
    if (first !== undefined) for (const line of ['', ...tellRun(subject, known.rows, first)]) console.log(line);
  }
  return worstOf(codes);
}
