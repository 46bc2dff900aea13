import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asReadOnly } from '../corpus/write-atomically.ts';
import { exitCode, UsageError } from './exit.ts';
import type { Terminal, TypedQuestion } from './init/ask.ts';
import { askAll } from './init/ask.ts';
import { detectProject } from './init/detect.ts';
import { linesOfNextSteps } from './init/next-steps.ts';
import { starterFiles } from './init/starter-files.ts';
import type { StarterChoices } from './init/starter.ts';
import { assertSubjectName } from './init/subject-name.ts';
import { printLines } from './print.ts';
import { configIn } from './project.ts';

export interface InitFlags {
  /** Asks no question. */
  readonly yes?: boolean;
}

/** `faultbook init`: writes a configuration, a subject that runs, its test and a workflow. The exit code. */
export async function initCommand(
  name: string | undefined,
  flags: InitFlags,
  signal: AbortSignal,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<number> {
  const { lacks, ...detected } = detectProject('.');
  if (flags.yes !== true && terminal.input.isTTY !== true)
    throw new UsageError('init asks two questions, and its input is no terminal: --yes takes the defaults');
  if (name !== undefined) assertSubjectName(name);
  const questions: readonly TypedQuestion[] = [
    { text: 'Name of the first subject', byDefault: name ?? 'shop', assertFits: assertSubjectName },
    { text: 'A GitHub workflow that searches at night, yes or no', byDefault: 'yes' },
  ];
  const answers =
    flags.yes === true ? questions.map((one) => one.byDefault) : await askAll(terminal, questions, signal);
  const [subject = '', workflow = ''] = answers;
  const choices = { ...detected, subject, hasWorkflow: /^y/i.test(workflow) };
  const config = configIn('.');
  for (const { path, text } of starterFiles(choices)) {
    // A second configuration would come before the first, or never be read.
    const isSecond = config !== null && path.startsWith('faultbook.config.');
    printLines([isSecond ? keptLine(config) : await writeNew(path, text)]);
  }
  printLines(['', ...linesOfNextSteps(choices, { lacks, config: configLacking(choices, config) })]);
  return exitCode.success;
}

/** The configuration that existed before, where it names no file of this subject; `null` otherwise. */
function configLacking({ subject }: StarterChoices, config: string | null): string | null {
  return config === null || readFileSync(config, 'utf8').includes(`faultbook/${subject}.`) ? null : config;
}

function keptLine(path: string): string {
  return `kept  ${path}: it exists, and was not changed`;
}

/** Writes a file that does not exist yet. Returns the line that says so, or that the file exists. */
async function writeNew(path: string, text: string): Promise<string> {
  if (existsSync(path)) return keptLine(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return `wrote ${path}`;
  } catch (error) {
    throw asReadOnly(dirname(path), error as NodeJS.ErrnoException);
  }
}
