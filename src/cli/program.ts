import { parseArgs } from 'node:util';
import { Command, Option } from 'commander';
import { ownVersion } from '../check/own-version.ts';
import { printable } from '../kernel/printable.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { UserError } from '../kernel/user-error.ts';
import { renderSizes, renderSubject } from '../report/subject-help.ts';
import type { AblateLocksFlags } from './ablate-locks.ts';
import type { AblateFlags } from './ablate.ts';
import type { CheckFlags } from './check.ts';
import {
  collect,
  hourCount,
  secondCount,
  sizeFlags,
  everySubjectOf,
  subjectsOf,
  whichSchedules,
  wholeNumber,
} from './choose.ts';
import type { CompareFlags } from './compare.ts';
import { exitCode } from './exit.ts';
import type { ExploreFlags } from './explore.ts';
import type { HistoryFlags } from './history.ts';
import type { InitFlags } from './init.ts';
import { reporters } from './output.ts';
import type { OvernightFlags } from './overnight.ts';
import { printError } from './print.ts';
import type { Project } from './project.ts';
import { readProject, shippedProject } from './project.ts';
import type { PromoteFlags } from './promote.ts';
import type { RaceFlags } from './race.ts';
import { formatRenamed } from './renamed-commands.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { runProgram } from './run-program.ts';
import type { StressFlags } from './stress.ts';
import type { SweepFlags } from './sweep.ts';
import type { ValidateFlags } from './validate.ts';

/** Runs the command that the arguments name, until its end or the signal. Returns the exit code. */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const hint = formatRenamed(args);
  if (hint !== null) {
    printError(hint);
    return exitCode.badUse;
  }
  return runProgram(
    async (end) => {
      const known = await projectFor(args);
      return programOf(known, { args, signal, end });
    },
    args,
    signal,
  );
}

interface KnownProject {
  readonly project: Project;
  /** Why the subjects of the project are not known; `null`: they are. */
  readonly fault: string | null;
}

/** The project of this folder. The version and `init` do without it; help is printed also where it cannot be loaded. */
async function projectFor(args: readonly string[]): Promise<KnownProject> {
  const [first = ''] = args;
  if (['--version', '-V', 'init'].includes(first)) return { project: shippedProject(), fault: null };
  const isHelp = first === 'help' || args.some((arg) => ['--help', '-h'].includes(arg));
  try {
    return { project: await readProject('', subjectFilesIn(args)), fault: null };
  } catch (error) {
    if (!isHelp || !(error instanceof UserError)) throw error;
    return { project: shippedProject(), fault: error.message };
  }
}

/** The files of `--subject`, which are read before the command line: its help and its sizes are those of the subjects. */
function subjectFilesIn(args: readonly string[]): readonly string[] {
  const options = { subject: { type: 'string', multiple: true } } as const;
  const { values } = parseArgs({ args: [...args], options, strict: false });
  return (values.subject ?? []).filter((file) => typeof file === 'string');
}

const verbose = 'shows the coverage also after a violation';

/** How a program is run: the help depends on the arguments. */
interface Running {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** Called with the exit code. */
  readonly end: (code: number) => void;
}

/** The command line of a project. */
export function programOf(known: KnownProject, { args, signal, end }: Running): Command {
  return withSubjectHelp(commandsOf(known, signal, end), known, args);
}

/** A command's module is loaded when the command runs: no command waits for the modules of the others. */
function commandsOf({ project, fault }: KnownProject, signal: AbortSignal, end: (code: number) => void): Command {
  const subjects = subjectsOf(project);
  const root = new Command('faultbook')
    .description('Model-checks the software that must stay right while things go wrong.')
    .version(ownVersion())
    // Every command has options; without that word the descriptions have room.
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trimEnd(),
    })
    .addHelpText(
      'after',
      `\nSubjects:\n${fault === null ? subjects.flatMap(renderSubject).join('\n') : `unknown: ${printable(fault)}`}`,
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 a violation, 2 bad use or environment,\n3 inconclusive, 130 interrupted.',
    );

  root
    .command('start')
    .description('checks each subject, and shows a counterexample and what to run next')
    .option('--all', 'shows the coverage, and what is violated with one policy off at a time')
    .action(async ({ all = false }: { readonly all?: boolean }) => {
      if (all) {
        const { startAllCommand } = await import('./start-all.ts');
        end(await startAllCommand(project, signal));
        return;
      }
      const { startCommand } = await import('./start.ts');
      end(await startCommand(project, signal));
    });
  root
    .command('init')
    .description('writes a configuration, a subject that runs, its test, and a workflow for nights')
    .argument('[name]', 'the name of the subject, such as ticket-shop (shop if none is given)')
    .option('--yes', 'asks no question')
    .action(async (name: string | undefined, flags: InitFlags) => {
      const { initCommand } = await import('./init.ts');
      end(await initCommand(name, flags, signal));
    });
  const checking = root.command('check').description('drives model and system through random interleavings');
  withTimeout(withSearchOptions(checking, 2000))
    .argument('[subject...]', 'the subjects to check (all subjects if none is named)')
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--suspend <promise>', 'does not ask this promise of a contract; may be repeated', collect)
    .option(
      '--shrink-seconds <number>',
      'how long a finding of a contract is shrunk, at most (10 if none is given)',
      secondCount,
    )
    .option(
      '--explored',
      'explores the scope first (the smallest if none is named), and reports the share of its states that the runs reached',
    )
    .option(
      '--counterexamples <folder>',
      'the folder of counterexamples: kept ones are replayed first (counterexamples if none is named)',
    )
    .option('--no-counterexamples', 'replays no counterexamples first, and keeps none')
    .option('--verbose', verbose)
    .action(async (names: string[], flags: CheckFlags) => {
      const { checkCommand } = await import('./check.ts');
      end(await checkCommand(project, names, flags, signal));
    });
  withSizes(checking, everySubjectOf(project));
  root
    .command('ablate')
    .description('finds the invariants that are violated with one policy off at a time')
    .option('--system <name>', 'the system that has to show the violation too (the subject’s first if none is named)')
    .option('--scope <name>', 'how big the world is (each policy’s own if none is named)')
    .option('--pairs', 'switches each two policies off as well')
    .option('--locks', 'leaves out one lock of the statements at a time instead, in races of a system on Postgres')
    .option('--depth <number>', 'with --locks: how many commands before a race, at most (3)', wholeNumber(0, 100))
    .option('--at-once <number>', 'with --locks: how many commands at once, at most (2)', wholeNumber(2, 4))
    .option(
      '--preemptions <number>',
      'with --locks: how often an actor is interrupted, at most (1)',
      wholeNumber(0, 10),
    )
    .option('--max-states <number>', 'how many states each time, at most', wholeNumber(1, 1_000_000_000), 10_000_000)
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption())
    .argument('[subject...]', 'the subjects to ablate (all subjects if none is named)')
    .action(async (names: string[], flags: AblateFlags & AblateLocksFlags & { readonly locks?: boolean }) => {
      if (flags.locks === true) {
        const { ablateLocksCommand } = await import('./ablate-locks.ts');
        return end(await ablateLocksCommand(project, names, flags, signal));
      }
      const { ablateCommand } = await import('./ablate.ts');
      end(await ablateCommand(project, names, flags, signal));
    });
  const exploring = root
    .command('explore')
    .description('visits every state that the model can reach, and finds the shortest run to each violation')
    .argument('[subject...]', 'the subjects to explore (all subjects if none is named)')
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--scope <name>', 'how big the world is (the smallest if none is named)')
    .option('--system <name>', 'drives every edge of the graph of states on this system as well')
    .option('--depth <number>', 'how many commands from the beginning, at most', wholeNumber(0, 1_000_000))
    .option('--threads <number>', 'how many threads share the work; the answer is the same', wholeNumber(1, 256), 1)
    .option(
      '--max-states <number>',
      'stop after the level that has more states than this in all',
      wholeNumber(1, 1_000_000_000),
      10_000_000,
    )
    .addOption(
      new Option('--symmetry <on|off>', 'whether states that differ only by names count as a single state')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--dot <file>', 'writes the graph of states for Graphviz, name by name (up to 1,000 states)')
    .option('--verbose', verbose)
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption());
  exploring.action(async (names: string[], flags: ExploreFlags) => {
    const { exploreCommand } = await import('./explore.ts');
    end(await exploreCommand(project, names, flags, signal));
  });
  withTimeout(withSizes(exploring, everySubjectOf(project)));
  withTimeout(root.command('sweep'))
    .description('crashes ordinary work and every failure mode at each failpoint in turn, and recovers')
    .argument('[subject...]', 'the subjects to crash (all subjects if none is named)')
    .option('--system <name>', 'the system to crash (the subject’s first if none is named)')
    .option('--verbose', verbose)
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption())
    .action(async (names: string[], flags: SweepFlags) => {
      const { sweepCommand } = await import('./sweep.ts');
      end(await sweepCommand(project, names, flags, signal));
    });
  root
    .command('validate')
    .description('looks for mistakes in the description of subjects: names, scopes, a model that breaks its rules')
    .argument('[subject...]', 'the subjects (all subjects if none is named)')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (names: string[], flags: ValidateFlags) => {
      const { validateCommand } = await import('./validate.ts');
      end(await validateCommand(project, names, flags, signal));
    });
  withTimeout(root.command('replay'))
    .description(
      'replays a trace on its system: exit code 1 if the violation is reproduced, 0 if the violation is gone',
    )
    .argument(
      '<trace>',
      'a kept counterexample, by its file or by the digits in its name, or the trace.json of a failure mode',
    )
    .option('--system <name>', 'another system of the subject')
    .option(
      '--step <number>',
      'prints only the whole state after so many commands; of a race, where each actor is after so many moves',
      wholeNumber(0, 1_000_000),
    )
    .option('--recheck', 'repeats the exploration of the certificate; of a race, runs the smaller races')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption())
    .action(async (path: string, flags: ReplayFlags) => {
      const { replayCommand } = await import('./replay.ts');
      end(await replayCommand(project, path, flags, signal));
    });
  root
    .command('promote')
    .description('makes a trace a failure mode: specification, scenario, and tests of the fault and of its prevention')
    .argument('<trace>', 'a kept counterexample, by its file or by the digits in its name')
    .requiredOption('--name <snake_case>', 'the name of its folder')
    .option('--number <number>', 'its number (the first free number if none is given)', wholeNumber(1, 999))
    .option('--title <text>', 'its title (the name if none is given)')
    .option(
      '--fixed-on <system>',
      'a system of a contract on which the bug is mended, such as a later version of a library',
    )
    .action(async (path: string, flags: PromoteFlags) => {
      const { promoteCommand } = await import('./promote.ts');
      end(await promoteCommand(project, path, flags, signal));
    });
  withTimeout(root.command('compare'))
    .description(
      'takes the same runs to two versions of a library, and reports the promises that an upgrade breaks or mends',
    )
    .argument('<library>', 'the npm package that a system drives, such as pg-boss')
    .argument(
      '<version...>',
      'two of these: a version or tag, a folder with a package.json, a tarball; the version of the project comes before a single one',
    )
    .option('--system <name>', 'a system that drives the library (all if none is named); may be repeated', collect)
    .option('--scope <name>', 'how big the world is (all scopes share the runs if none is named)')
    .option('--runs <number>', 'how many interleavings of each system', wholeNumber(1, 1_000_000_000), 300)
    .option('--length <number>', 'how many commands an interleaving has at most', wholeNumber(1, 100_000), 30)
    .option(
      '--seed <number>',
      'decides the interleavings, which are the same on both versions',
      wholeNumber(-(2 ** 31), 2 ** 31 - 1),
      1,
    )
    .option('--shrink-seconds <number>', 'how long a finding is shrunk, at most (10 if none is given)', secondCount)
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption())
    .action(async (library: string, versions: string[], flags: CompareFlags) => {
      const { compareCommand } = await import('./compare.ts');
      end(await compareCommand(project, library, versions, flags, signal));
    });
  withTimeout(root.command('overnight'))
    .description('checks in growing rounds until the time is up, and keeps a journal')
    .argument('[subject...]', 'the subjects to check (all subjects if none is named)')
    .option('--hours <number>', 'how long', hourCount)
    .option('--until <HH:MM>', 'until the clock shows this')
    .option('--rounds <number>', 'how many rounds of each job', wholeNumber(1, 40))
    .option('--systems <names>', 'the systems to drive, with commas (each subject’s first if none is named)', collect)
    .option(
      '--strategies <names>',
      'the work, with commas: random, explore, drive, race (random,explore,drive if none is named); race needs a system with a stage',
      collect,
    )
    .option('--depth <number>', 'races: how many commands before one, at most (3)', wholeNumber(0, 100))
    .option('--preemptions <number>', 'races: how often an actor is interrupted, at most (1)', wholeNumber(0, 10))
    .option('--use-cases', 'races: takes what a user calls, which may be several commands, as one operation')
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--workers <number>', 'how many processes share the work (one for each core)', wholeNumber(1, 256))
    .option('--resume', 'goes on with the last campaign where it was cut off')
    .option(
      '--counterexamples <folder>',
      'the folder of counterexamples: kept ones are replayed first (counterexamples)',
    )
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption())
    .action(async (names: string[], flags: OvernightFlags) => {
      const { overnightCommand } = await import('./overnight.ts');
      end(await overnightCommand(project, names, flags, signal));
    });
  root
    .command('report')
    .description('reports the findings and the coverage of the last campaign, and how much is left to find')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (flags: { readonly json?: boolean }) => {
      const { reportCommand } = await import('./report.ts');
      end(await reportCommand(project, flags));
    });
  const racing = root
    .command('race')
    .description('runs commands of several actors at once, in every order of their statements, and judges by the model')
    .argument('<subject>', 'the subject')
    .option('--system <name>', 'the system, which needs a stage (the first that has one if none is named)')
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--suspend <promise>', 'does not ask this promise of a contract; may be repeated', collect)
    .option(
      '--scope <name>',
      'how big the world is (the smallest, and of each other one the kinds of races that it adds)',
    )
    .option('--actors <number>', 'how many workers, clients or the like the scope has', wholeNumber(1, 100))
    .option(
      '--depth <number>',
      'how many commands before a race, at most (3, and more where a kind of race needs more)',
      wholeNumber(0, 100),
    )
    .option('--at-once <number>', 'how many commands at once, at most', wholeNumber(2, 4), 2)
    .option('--preemptions <number>', 'how often an actor is interrupted, at most', wholeNumber(0, 10), 1)
    .option(
      '--schedules <which>',
      'bounded: with so few preemptions; all: then every one, once up to the order of independent statements; unreduced: every one; pct:<number>: so many of each race at random',
      whichSchedules,
      'bounded',
    )
    .option(
      '--faults <names>',
      'cut: each connection is cut as well, before and after each statement; kill: each actor is killed there; one of them in a schedule',
      collect,
    )
    .option('--answers', 'makes moves of answers, so that memory which actors share is raced too')
    .option('--use-cases', 'takes what a user calls, which may be several commands, as one operation')
    .option(
      '--max-schedules <number>',
      'begins no race after so many, in an order drawn by --seed',
      wholeNumber(1, 1_000_000_000),
    )
    .option('--seed <number>', 'the seed of that order (1 if none is given)', wholeNumber(0, 4_294_967_295))
    .option('--processes <number>', 'how many processes share the races', wholeNumber(1, 256), 1)
    .option(
      '--counterexamples <folder>',
      'the folder of counterexamples: kept races are replayed first (counterexamples if none is named)',
    )
    .option('--no-counterexamples', 'replays no kept race, and keeps none')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (name: string, flags: RaceFlags) => {
      const { raceCommand } = await import('./race.ts');
      end(await raceCommand(project, name, flags, signal));
    });
  withTimeout(withSizes(racing, everySubjectOf(project)));
  const stressing = root
    .command('stress')
    .description(
      'lets all actors act at the same time, and judges whether the model allows an order of what came of it',
    )
    .argument('<subject>', 'the subject to stress')
    .option('--system <name>', 'the system to drive (the subject’s first if none is named)')
    .option('--actors <number>', 'how many actors act at the same time (4 if no scope is named)', wholeNumber(1, 1_000))
    .option('--scope <name>', 'how big the world is, in place of --actors')
    .option('--seconds <number>', 'how long, at most', secondCount, 30)
    .option(
      '--max-rounds <number>',
      'how many rounds, at most (as many as fit into the time)',
      wholeNumber(1, 1_000_000_000),
    )
    .option('--rounds <number>', 'after how many rounds the world starts again', wholeNumber(1, 1_000_000), 8)
    .option(
      '--seed <number>',
      'decides the commands, but not how they overlap',
      wholeNumber(-(2 ** 31), 2 ** 31 - 1),
      1,
    )
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--faults <names>', 'what strikes actors while they act: kill, cut, pause, with commas', collect)
    .option('--suspend <promise>', 'does not ask this promise of a contract; may be repeated', collect)
    .option('--max-memory <megabytes>', 'the memory of each search, at most', wholeNumber(1, 1_000_000), 1_000)
    .option('--counterexamples <folder>', 'where the history of a violation is kept (counterexamples if none is named)')
    .option('--no-counterexamples', 'keeps no history')
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (name: string, flags: StressFlags) => {
      const { stressCommand } = await import('./stress.ts');
      end(await stressCommand(project, name, flags, signal));
    });
  withTimeout(withSizes(stressing, everySubjectOf(project)));
  root
    .command('history')
    .description('judges a history of overlapping operations: is there an order of them that the model allows?')
    .argument('<file>', 'the events, one a line: JSON, EDN of Jepsen, or a key-value log of Porcupine')
    .option(
      '--model <name>',
      'register, cas-register, map, queue, or a model of your own, as in ./mine.ts#model (the model of the subject for a history that a stress has kept)',
    )
    .addOption(
      new Option('--format <name>', 'the format of the file (by its first line if none is named)').choices([
        'lines',
        'jepsen',
        'porcupine',
      ]),
    )
    .option('--max-seconds <number>', 'how long, at most', secondCount, 60)
    .option('--max-memory <megabytes>', 'the memory of the search, at most', wholeNumber(1, 1_000_000), 1_000)
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .action(async (file: string, flags: HistoryFlags) => {
      const { historyCommand } = await import('./history.ts');
      end(await historyCommand(project, file, flags, signal));
    });
  for (const command of root.commands)
    if (!['start', 'init'].includes(command.name()))
      command.option(
        '--subject <file>',
        'a subject of your own, as in ./queue.ts#queue, in place of those of faultbook.config.ts; may be repeated',
        collect,
      );
  return root;
}

/** Sizes that replace the sizes of the scope. They are many: the help of a subject has those of the subject. */
function withSizes(command: Command, subjects: readonly AnySubject[]): Command {
  const own = new Set(command.options.map(({ long }) => long));
  for (const [, flag] of sizeFlags(subjects))
    // A flag of the command with the name of a size is the command’s.
    if (!own.has(`--${flag}`))
      command.addOption(new Option(`--${flag} <number>`).argParser(wholeNumber(0, 10_000)).hideHelp());
  return command;
}

/** Help on a command and a subject has the sizes of that subject: `faultbook check queue --help`. */
function withSubjectHelp(root: Command, { project, fault }: KnownProject, args: readonly string[]): Command {
  const subjects = fault === null ? subjectsOf(project) : [];
  const named =
    subjects.length === 1
      ? subjects
      : fault === null
        ? everySubjectOf(project).filter(({ name }) => args.includes(name))
        : [];
  const hint = `The policies, scopes and sizes of a subject: faultbook COMMAND ${subjects[0]?.name ?? 'SUBJECT'} --help`;
  const help = named.length === 0 ? hint : named.flatMap(renderSizes).join('\n');
  for (const command of root.commands)
    if (command.registeredArguments.some((argument) => argument.name() === 'subject'))
      command.addHelpText('after', `\n${help}`);
  return root;
}

function withTimeout(command: Command): Command {
  return command.option(
    '--timeout <seconds>',
    'how long the system may take to answer a command (the subject’s own limit or 30 if none is given)',
    secondCount,
  );
}

function withSearchOptions(command: Command, runs: number): Command {
  return command
    .option('--system <name>', 'the system to drive (the subject’s first if none is named)')
    .option('--scope <name>', 'how big the world is (all scopes share the runs if none is named)')
    .option('--runs <number>', 'how many interleavings', wholeNumber(1, 1_000_000_000), runs)
    .option('--length <number>', 'how many commands an interleaving has at most', wholeNumber(1, 10_000), 20)
    .option(
      '--seed <number>',
      'decides the interleavings: the same seed gives the same interleavings',
      wholeNumber(-(2 ** 31), 2 ** 31 - 1),
      1,
    )
    .option('--json', 'prints one JSON object, and nothing else, on standard output')
    .addOption(reporterOption());
}

function reporterOption(): Option {
  return new Option('--reporter <name>', 'for CI: prints annotations of a workflow as well, or JUnit XML instead')
    .choices(reporters)
    .conflicts('json');
}
