import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface Done {
  readonly code: number | null;
  /** What it printed, errors as well. */
  readonly printed: string;
}

/** A folder of a user in which programs run by the Node that is installed there. */
export interface UserProject {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Runs a program by name, and returns also where it fails. */
  attempt(program: string, ...args: readonly string[]): Done;
  /** Runs a program by name. Throws what it printed where its exit code is not 0. */
  run(program: string, ...args: readonly string[]): string;
}

export function userProject(folder: string, manifest: object): UserProject {
  const bin = join(folder, 'node_modules/.bin');
  // What runs here is no part of the tests that are running.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^VITEST|^NODE_(?:ENV|OPTIONS)$|^TEST$|^npm_|^DATABASE_URL$|^PATH$/.test(name),
  );
  const PATH = [bin, process.env['PATH'] ?? ''].join(delimiter);
  const env = { ...Object.fromEntries(inherited), PATH, NO_COLOR: '1' };
  const project: UserProject = {
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    attempt(program, ...args) {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
      return { code: status, printed: stdout + stderr };
    },
    run(program, ...args) {
      const { code, printed } = project.attempt(program, ...args);
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${printed}`);
      return printed;
    },
  };
  project.write('package.json', JSON.stringify(manifest));
  return project;
}
