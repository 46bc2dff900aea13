import { BadHistory } from '../../kernel/operation.ts';
import { openRegular } from '../regular-file.ts';

/** A longer line is no event of a history, in characters. */
const longestLine = 1_000_000;

/** A line of a file, with its number from 1 up. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of a file that are not empty, one after the other. Throws `BadHistory`. */
export async function* readLines(path: string): AsyncGenerator<NumberedLine> {
  const handle = await openRegular(path).catch((error: unknown) => {
    throw new BadHistory(`${path} cannot be read: ${(error as Error).message.split(',')[0]}`, { cause: error });
  });
  if (handle === null) throw new BadHistory(`${path} is no file`);
  let number = 0;
  let rest = '';
  try {
    for await (const chunk of handle.createReadStream({ encoding: 'utf8', autoClose: false })) {
      const texts = (rest + String(chunk)).split('\n');
      rest = texts.pop() ?? '';
      for (const text of texts) {
        number += 1;
        if (text.trim() !== '') yield { number, text };
      }
      if (rest.length > longestLine)
        throw new BadHistory(`${path}:${number + 1}: a line of more than ${longestLine} characters is no event`);
    }
    if (rest.trim() !== '') yield { number: number + 1, text: rest };
  } finally {
    await handle.close();
  }
}
