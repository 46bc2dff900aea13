/**
 * The URL of this module of Faultbook (`explore/worker`), for a thread or a process that starts there: a `.ts` file among
 * the sources, and in the package the `.js` file that was built from it. All built files lie in one folder, with `-` for `/`.
 */
export function moduleAt(path: string, here: string = import.meta.url): URL {
  return here.endsWith('.ts') ? new URL(`../${path}.ts`, here) : new URL(`./${builtName(path)}.js`, here);
}

/** The name of the file that is built from a module, without its ending. */
export function builtName(path: string): string {
  return path.replaceAll('/', '-');
}
