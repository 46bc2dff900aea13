import { Command } from 'commander';
import { runProgram } from '../cli/run-program.ts';
import type { SimulateFlags } from './authority-simulation/simulate.ts';
import { withWorldOptions } from './authority-simulation/simulated-world.ts';
import type { MatrixFlags } from './isolation-matrix/cli/matrix.ts';

/** Runs the program of the laboratory that the arguments name, until its end or the signal. Returns the exit code. */
export function runLab(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runProgram((end) => programs(signal, end), args, signal);
}

/** Each program is a script of `package.json`. Its module is loaded when the program runs. */
function programs(signal: AbortSignal, end: (code: number) => void): Command {
  const root = new Command('npm run').description('The programs of the laboratory.');
  const simulating = root
    .command('simulate')
    .usage('-- [options] <subject>')
    .description('simulates transfers on a virtual clock, and compares the figures of the document with the results')
    .argument('<subject>', 'the simulation: authority')
    .option('--no-studies', 'simulates only the world as given, without the variants of the studies')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .option('--metrics <file>', 'writes what the world as given would export to Prometheus at its end')
    .action(async (name: string, flags: SimulateFlags) => {
      const { simulateCommand } = await import('./authority-simulation/simulate.ts');
      end(await simulateCommand(name, flags, signal));
    });
  withWorldOptions(simulating);
  root
    .command('matrix')
    .usage('-- [options] <subject>')
    .description('runs the usual ways to write an operation, two at a time, in every interleaving of statements')
    .argument('<subject>', 'the subject of the patterns')
    .option('--pattern <name>', 'runs only this pattern')
    .option('--keep <folder>', 'keeps the race of each cell that breaks there, as a trace')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (name: string, flags: MatrixFlags) => {
      const { matrixCommand } = await import('./isolation-matrix/cli/matrix.ts');
      end(await matrixCommand(name, flags, signal));
    });
  return root;
}
