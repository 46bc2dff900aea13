import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

// A thread that loads the module of one scenario after the other: what a module does to its thread is done to no other.

/** The result of loading a module: its exported scenario, or the error. */
export type Loaded =
  | { readonly path: string; readonly scenario: unknown }
  | { readonly path: string; readonly wrong: string };

// Not awaited here: of a module that never settles Node would print a warning of its own.
loadAll(workerData as readonly string[]).catch((error: unknown) => {
  throw error;
});

async function loadAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) parentPort?.postMessage(await load(path), []);
}

async function load(path: string): Promise<Loaded> {
  try {
    const { scenario } = (await import(pathToFileURL(path).href)) as { readonly scenario?: unknown };
    // What is no data cannot be sent as it is.
    return { path, scenario: structuredClone(scenario) };
  } catch (error) {
    return { path, wrong: error instanceof Error ? error.message : String(error) };
  }
}
