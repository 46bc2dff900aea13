import { styleText } from 'node:util';
import { subjects } from '../subjects/index.ts';
import { ablateSubject, exitOfAblation, tellAblation, tellFirstRun } from './ablate.ts';
import { checkCommand } from './check.ts';
import { chooseScope, chooseSystem } from './choose.ts';
import { exitCode, worstOf } from './exit.ts';

/** `faultbook start`: every subject as shipped, then with one policy off at a time. The exit code. */
export async function startCommand(signal: AbortSignal): Promise<number> {
  const codes: number[] = [];
  for (const subject of subjects) {
    console.log(styleText('bold', 'As shipped'));
    const shipped = await checkCommand([subject.name], { runs: 3000, length: 20, seed: 1 }, signal);
    codes.push(shipped);
    if (shipped === exitCode.interrupted) break;
    console.log(styleText('bold', '\nOne policy off at a time'));
    const how = {
      scope: chooseScope(subject, 'small'),
      system: chooseSystem(subject, undefined),
      atOnce: 1,
      maxStates: 1_000_000,
    } as const;
    const ablation = await ablateSubject(subject, how, signal);
    for (const line of [...tellAblation(ablation), '', ...tellFirstRun(ablation)]) console.log(line);
    codes.push(exitOfAblation(ablation));
  }
  return worstOf(codes);
}
