import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { UserError } from '../kernel/user-error.ts';
import { exitCode } from './exit.ts';
import { printError, printFault } from './print.ts';

/** Builds the command line of a program. Each of its actions calls `end` with the exit code. */
export type BuildProgram = (end: (code: number) => void) => Command | Promise<Command>;

/** Runs the command that the arguments name, until its end or the signal. Returns the exit code. */
export async function runProgram(build: BuildProgram, args: readonly string[], signal: AbortSignal): Promise<number> {
  let code: number = exitCode.success;
  let root: Command | null = null;
  try {
    root = (await build((ended) => (code = ended)))
      .hook('preAction', () => signal.throwIfAborted())
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    for (const command of root.commands) command.copyInheritedSettings(root);
    await root.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) code = failed(error, root);
  }
  // An interrupted command has this code for all results until then.
  return signal.aborted ? exitCode.interrupted : code;
}

/** Whether an error is no fault of the program: an error of the user, or a system call that failed. */
function isEnvironmentError(error: unknown): error is Error {
  if (error instanceof UserError) return true;
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Prints an error of the user in a single line, and a fault of the program with its stack. Returns the exit code. */
function failed(error: unknown, root: Command | null): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.success;
    const isBare = error.code === 'commander.help';
    printError(
      isBare && root !== null ? whichCommand(root) : error.message.replace(/^error: /, '').replaceAll('\n', ' '),
    );
    return exitCode.badUse;
  }
  if (isEnvironmentError(error)) printError(error.message);
  else printFault(error);
  return exitCode.badUse;
}

function whichCommand({ commands }: Command): string {
  const names = commands.map((command) => command.name());
  return `which command? Try ${names.slice(0, -1).join(', ')} or ${names.at(-1)}; --help explains them`;
}
