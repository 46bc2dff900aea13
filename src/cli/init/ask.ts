import { createInterface } from 'node:readline';
import { UsageError } from '../exit.ts';

/** Where questions are printed, and answers are read. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

export interface TypedQuestion {
  readonly text: string;
  readonly byDefault: string;
  /** Throws `UsageError` where the answer will not do. */
  assertFits?(answer: string): void;
}

/** Asks these questions, one after the other, up to an answer that will not do. An empty answer is the default in brackets. */
export async function askAll(
  { input, output }: Terminal,
  questions: readonly TypedQuestion[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines = createInterface({ input, output, signal });
  // A terminal that reads lines sends no signal of its own.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const typed = lines[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const { text, byDefault, assertFits } of questions) {
      output.write(`${text} (${byDefault}): `);
      const { value = '', done = false } = await typed.next();
      signal.throwIfAborted();
      if (done) throw new UsageError('the input ended before the last answer: --yes takes the defaults');
      const answer = value.trim() === '' ? byDefault : value.trim();
      assertFits?.(answer);
      answers.push(answer);
    }
  } finally {
    lines.close();
  }
  return answers;
}
