/**
 * The URL of the module with this name in the folder of the module `here` (its `import.meta.url`), for a thread or a process
 * that starts there: a `.ts` file among the sources, the `.js` file that was built from it in the package.
 */
export function moduleBeside(here: string, name: string): URL {
  return new URL(`./${name}${here.slice(here.lastIndexOf('.'))}`, here);
}
