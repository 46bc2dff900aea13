import { Worker } from 'node:worker_threads';
import { moduleAt } from '../kernel/module-at.ts';
import { notFileAt } from './regular-file.ts';
import type { Loaded } from './scenario-loader.ts';

/** How long the module of one scenario may take, in milliseconds: it is data. */
const mostLoadMs = 60_000;

/**
 * What the modules at these paths export as `scenario`, or why one exports none, in one line. They are loaded in a thread
 * of their own: one that throws, never settles, or ends its process stops nothing else.
 */
export async function loadScenarios(paths: readonly string[], loadMs: number = mostLoadMs): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  while (loaded.length < paths.length) {
    const left = paths.slice(loaded.length);
    loaded.push(...(await loadUntilStopped(left, loadMs)));
  }
  return loaded;
}

/** At least one of them: up to the first that does not come to its end. */
function loadUntilStopped(paths: readonly string[], loadMs: number): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  const [first = ''] = paths;
  const what = notFileAt(first);
  if (what !== null) return Promise.resolve([{ path: first, wrong: `it is ${what}` }]);
  const end = paths.findIndex((path) => notFileAt(path) !== null);
  const files = end === -1 ? paths : paths.slice(0, end);
  return new Promise((resolve) => {
    const thread = new Worker(moduleAt('corpus/scenario-loader'), { workerData: files, stdout: true });
    let timer = setTimeout(giveUp, loadMs);
    let why = 'it ended its process, or never settled';

    function giveUp(): void {
      why = `it took longer than ${loadMs / 1000} s`;
      thread.terminate().catch(() => undefined);
    }

    thread.on('message', (one: Loaded) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, loadMs);
      loaded.push(one);
    });
    thread.on('error', (error) => (why = error.message));
    thread.on('exit', () => {
      clearTimeout(timer);
      const next = files[loaded.length];
      resolve(next === undefined ? loaded : [...loaded, { path: next, wrong: why }]);
    });
  });
}
