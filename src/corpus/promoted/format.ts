import { readFile } from 'node:fs/promises';
import { MissingTools } from './missing-tools.ts';

/** The same files, with their code formatted by a configuration file of oxfmt. Throws `MissingTools`. */
export async function formatFiles(
  files: ReadonlyMap<string, string>,
  configuration: string,
): Promise<ReadonlyMap<string, string>> {
  const { format } = await import('oxfmt').catch((cause: unknown) => {
    throw new MissingTools(cause);
  });
  const { printWidth, singleQuote } = JSON.parse(await readFile(configuration, 'utf8')) as {
    printWidth: number;
    singleQuote: boolean;
  };
  const formatted = new Map<string, string>();
  for (const [path, text] of files) {
    const isCode = path.endsWith('.ts');
    formatted.set(path, isCode ? (await format(path, text, { printWidth, singleQuote })).code : text);
  }
  return formatted;
}
