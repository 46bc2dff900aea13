import { Command } from 'commander';
import { wholeNumber } from '../cli/choose.ts';
import { runProgram } from '../cli/run-program.ts';
import type { ChosenNaming } from '../corpus/promoted/naming.ts';
import type { SimulateFlags } from './authority-simulation/simulate.ts';
import { withWorldOptions } from './authority-simulation/simulated-world.ts';
import type { MatrixFlags } from './isolation-matrix/cli/matrix.ts';
import type { ReplayStatementsFlags } from './isolation-matrix/cli/replay-statements.ts';

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
    .option('--keep <folder>', 'keeps a shortest run of each cell that breaks there, as a trace')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (name: string, flags: MatrixFlags) => {
      const { matrixCommand } = await import('./isolation-matrix/cli/matrix.ts');
      end(await matrixCommand(name, flags, signal));
    });
  root
    .command('matrix:replay')
    .usage('-- [options] <trace>')
    .description(
      'replays a trace of statements: exit code 1 if the violation is reproduced, 0 if the violation is gone',
    )
    .argument('<trace>', 'a file that the matrix kept, or the trace.json of a failure mode of statements')
    .option('--recheck', 'runs every interleaving of the certificate again')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (path: string, flags: ReplayStatementsFlags) => {
      const { replayStatementsCommand } = await import('./isolation-matrix/cli/replay-statements.ts');
      end(await replayStatementsCommand(path, flags, signal));
    });
  root
    .command('matrix:promote')
    .usage('-- [options] <trace>')
    .description(
      'makes a trace of statements a failure mode: specification, scenario, and tests of fault and prevention',
    )
    .argument('<trace>', 'a file that the matrix kept')
    .requiredOption('--name <snake_case>', 'the name of its folder')
    .option('--number <number>', 'its number (the first free number if none is given)', wholeNumber(1, 999))
    .option('--title <text>', 'its title (the name if none is given)')
    .action(async (path: string, flags: ChosenNaming) => {
      const { promoteStatementsCommand } = await import('./isolation-matrix/cli/promote-statements.ts');
      end(await promoteStatementsCommand(path, flags, signal));
    });
  return root;
}
