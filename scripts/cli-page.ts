import type { Command } from 'commander';
import { programOf } from '../src/cli/program.ts';
import { shippedProject } from '../src/cli/project.ts';

/** The page docs/reference/cli.md: the help of each command, as the program prints it. */
export function pageOfCli(): string {
  const program = build([]);
  const commands = program.commands.map((command) => [`## ${command.name()}`, '', fenced(helpOf(command)), '']);
  const ofSubject = build(['check', 'queue']).commands.find((command) => command.name() === 'check');
  if (ofSubject === undefined) throw new RangeError('there is no command check');
  const [, sizes = ''] = helpOf(ofSubject).split('\n\nqueue:');
  return [
    '# The command line',
    '',
    '`npx faultbook` in a project, `npx faultbook` or `npm run faultbook --` in a clone. A test compares this page with the program; `npm run docs:cli` writes it.',
    '',
    '## faultbook',
    '',
    fenced(helpOf(program)),
    '',
    ...commands.flat(),
    '## The sizes of a subject',
    '',
    '`--help` with a subject ends with the policies, the systems, the scopes and the sizes of the subject. `npx faultbook check queue --help` ends with',
    '',
    fenced(`queue:${sizes}`),
    '',
  ].join('\n');
}

function build(args: readonly string[]): Command {
  const running = { args, signal: new AbortController().signal, end: () => undefined };
  return programOf({ project: shippedProject(), fault: null }, running);
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 80 }).outputHelp();
  return help.trimEnd();
}

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
}
