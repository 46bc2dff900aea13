import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../kernel/environment-error.ts';

/** How to start a program. */
export interface ProgramCommand {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the folder of this process. */
  readonly cwd?: string;
}

/** A process that answers each line of JSON on its standard input with a line of JSON on its standard output. */
export interface LineProcess {
  /** Rejects where the process ends before it answers, or where its answer is no JSON. */
  ask(request: unknown): Promise<unknown>;
  /** Ends it at once, by SIGKILL. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Ends its input, and waits for its end; kills it where it does not end. */
  close(): Promise<void>;
}

/** How long a process may take to end after the end of its input, in milliseconds. */
const endMs = 2_000;

/** The most characters of a line that a message quotes. */
const mostQuoted = 80;

/** Starts a process. Rejects with `EnvironmentError` where it cannot be started. */
export async function startLineProcess({ command, args = [], env, cwd }: ProgramCommand): Promise<LineProcess> {
  const name = quote([command, ...args].join(' ').replaceAll(/\s+/g, ' '));
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  let lastOfErrors = '';
  let ending: string | null = null;
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);

  function fail(why: string): void {
    for (const { reject } of answers.splice(0)) reject(new Error(`the program ${name} ${why}`));
  }

  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() !== '') lastOfErrors = line.trim();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const asked = answers.shift();
    if (asked === undefined) {
      ending ??= `printed a line that no command asked for: ${quote(line)}`;
      return;
    }
    try {
      asked.resolve(JSON.parse(line));
    } catch {
      asked.reject(new Error(`the program ${name} printed a line that is no JSON: ${quote(line)}`));
    }
  });
  // A program that has ended reads no line: its end is reported, and not the broken pipe.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      process.removeListener('exit', kill);
      const last = lastOfErrors === '' ? '' : `: ${quote(lastOfErrors)}`;
      ending = `ended ${signal === null ? `with exit code ${code}` : `by ${signal}`} before its answer${last}`;
      fail(ending);
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      process.removeListener('exit', kill);
      const message = `the program ${command} cannot be started (${error.message}): install it, or correct the command`;
      reject(new EnvironmentError(message, { cause: error }));
    });
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        answers.push({ resolve, reject });
        if (ending === null) child.stdin.write(`${JSON.stringify(request)}\n`);
        else fail(ending);
      }),
    async kill() {
      kill();
      await ended;
    },
    async close() {
      child.stdin.end();
      const late = setTimeout(kill, endMs);
      await ended;
      clearTimeout(late);
    },
  };
}

function quote(line: string): string {
  return line.length > mostQuoted ? `${line.slice(0, mostQuoted)} …` : line;
}
