import { runLab } from '../../src/lab/programs.ts';
import type { Ended, HowToRun } from '../cli/faultbook.ts';
import { runFaultbook } from '../cli/faultbook.ts';
import { runHere } from '../cli/in-process.ts';

/** Runs a program of the laboratory within this process. */
export function runLabHere(args: readonly string[], how: Pick<HowToRun, 'cwd' | 'interruptAt'>): Promise<Ended> {
  return runHere(args, { ...how, run: runLab });
}

/** Runs a program of the laboratory as its script in `package.json` does. */
export function runLabProcess(args: readonly string[], how: Omit<HowToRun, 'entry'>): Promise<Ended> {
  return runFaultbook(args, { ...how, entry: 'src/lab/main.ts' });
}
