import { existsSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Exports = Readonly<Record<string, unknown>>;

/**
 * The exports of the module with this URL. Where Node cannot load TypeScript by itself (enums, decorators, path aliases),
 * tsx or jiti loads it, if the project has one. Throws the error of loading, with what to do about it.
 */
export async function importModule(url: string): Promise<Exports> {
  try {
    return await importUrl(url);
  } catch (error) {
    if (!(error instanceof Error) || !url.startsWith('file:') || !mayNeedLoader(error)) throw error;
    const load = loaderBeside(url);
    if (load === null) throw withAdvice(error, url);
    return await load();
  }
}

async function importUrl(url: string): Promise<Exports> {
  return (await import(url)) as Exports;
}

const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code);

function mayNeedLoader(error: Error): boolean {
  const codes = ['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_UNKNOWN_FILE_EXTENSION'];
  return error instanceof SyntaxError || codes.includes(codeOf(error));
}

/** Loads this module by the loader that its project has; `null`: it has none. */
function loaderBeside(url: string): (() => Promise<Exports>) | null {
  const { resolve } = createRequire(url);
  const tsx = resolvedBy(resolve, 'tsx/esm');
  if (tsx !== null)
    return async () => {
      // It changes how this thread loads modules from now on.
      await importUrl(tsx);
      return importUrl(url);
    };
  const jiti = resolvedBy(resolve, 'jiti');
  if (jiti === null) return null;
  return async () => {
    const { createJiti } = (await importUrl(jiti)) as unknown as Jiti;
    return createJiti(url, { tsconfigPaths: true }).import(fileURLToPath(url));
  };
}

interface Jiti {
  createJiti(from: string, options: object): { import(path: string): Promise<Exports> };
}

function resolvedBy(resolve: NodeJS.RequireResolve, name: string): string | null {
  try {
    return pathToFileURL(resolve(name)).href;
  } catch {
    return null;
  }
}

/** The same error, with what to do where a loader would help. */
function withAdvice(error: Error, url: string): Error {
  const [first = ''] = error.message.split('\n');
  const advice = adviceOn(error, url);
  return advice === null ? error : new Error(`${first}: ${advice}`, { cause: error });
}

function adviceOn(error: Error, url: string): string | null {
  const loader = 'Faultbook loads such files by tsx or jiti: npm install --save-dev tsx';
  if (codeOf(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return loader;
  if (/^Cannot use import statement outside|^Unexpected token 'export'/.test(error.message))
    return 'set "type": "module" in package.json, or give the file the ending .mts or .mjs';
  // The decorators of TypeScript stay in the code that Node strips of its types.
  const hasDecorators = error instanceof SyntaxError && error.message === 'Invalid or unexpected token';
  const isAlias = error.message.startsWith('Cannot find package') && hasPathAliases(url);
  return hasDecorators || isAlias ? loader : null;
}

function hasPathAliases(url: string): boolean {
  const manifest = findPackageJSON(url);
  const config = manifest === undefined ? 'tsconfig.json' : join(dirname(manifest), 'tsconfig.json');
  return existsSync(config) && readFileSync(config, 'utf8').includes('"paths"');
}
