import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UnsoundModel } from '../check/audit.ts';
import { subjects } from '../subjects/index.ts';
import type { AblateFlags } from './ablate.ts';
import { ablateCommand } from './ablate.ts';
import type { CheckFlags } from './check.ts';
import { checkCommand } from './check.ts';
import { collect, wholeNumber } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { startCommand } from './start.ts';

const stop = new AbortController();
process.on('SIGINT', () => {
  if (stop.signal.aborted) process.exit(exitCode.interrupted);
  stop.abort();
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads our output has gone, as `head` does. The verdict stays what it is.
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}

function program(): Command {
  const known = subjects.map(({ name, policies, systems, scopes }) =>
    [
      `${name}:`,
      `  policies  ${Object.keys(policies).join(', ')}`,
      `  systems   ${systems.map((system) => system.name).join(', ')}`,
      `  scopes    ${Object.keys(scopes).join(', ')}`,
    ].join('\n'),
  );
  const root = new Command('faultbook')
    .description('Model-checks the software that must stay right while things go wrong.')
    .version(
      (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version,
    )
    .addHelpText('after', `\nSubjects:\n${known.join('\n')}`)
    .addHelpText('after', '\nExit codes: 0 as promised, 1 a violation, 2 bad use, 3 undecided, 130 interrupted.')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

  root
    .command('start')
    .description('checks every subject as shipped, then with one policy off at a time')
    .action(async () => {
      process.exitCode = await startCommand(stop.signal);
    });
  withSearchOptions(root.command('check').description('drives model and system through random interleavings'), 2000)
    .argument('[subject...]', 'what to check (all subjects if none is named)')
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .action(async (names: string[], flags: CheckFlags) => {
      process.exitCode = await checkCommand(names, flags, stop.signal);
    });
  withSearchOptions(root.command('ablate').description('finds what falls with one policy off at a time'), 3000)
    .argument('[subject...]', 'what to ablate (all subjects if none is named)')
    .action(async (names: string[], flags: AblateFlags) => {
      process.exitCode = await ablateCommand(names, flags, stop.signal);
    });
  for (const command of root.commands) command.copyInheritedSettings(root);
  return root;
}

function withSearchOptions(command: Command, runs: number): Command {
  return command
    .option('--system <name>', 'the system to drive (the subject’s first if none is named)')
    .option('--scope <name>', 'how big the world is')
    .option('--runs <number>', 'how many interleavings', wholeNumber(1, 1_000_000_000), runs)
    .option('--length <number>', 'how many commands an interleaving has at most', wholeNumber(1, 10_000), 20)
    .option(
      '--seed <number>',
      'another seed, other interleavings; the same seed, the same',
      wholeNumber(-(2 ** 31), 2 ** 31 - 1),
      1,
    )
    .option('--json', 'prints one JSON object, and nothing else, on standard output');
}

/** Bad use is told in one line; what is no fault of the user's keeps its stack. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.asPromised;
    const isBare = error.code === 'commander.help';
    console.error(
      isBare
        ? 'faultbook: which command? Try start, check or ablate; --help tells more'
        : error.message.replace(/^error: /, 'faultbook: ').replaceAll('\n', ' '),
    );
    return exitCode.badUse;
  }
  if (error instanceof UsageError || error instanceof UnsoundModel) console.error(`faultbook: ${error.message}`);
  else console.error(error);
  return exitCode.badUse;
}
