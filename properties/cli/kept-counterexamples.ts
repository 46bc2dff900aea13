import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trace } from '../../src/corpus/trace.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

/** A folder with a counterexample of the queue without fencing, and the same in the small scope. */
export interface KeptCounterexamples {
  readonly cwd: string;
  readonly faultbook: (args: string) => Promise<Ended>;
  readonly json: (args: string) => Promise<{ code: number | null; report: Record<string, unknown> }>;
  /** The check that has found it. */
  readonly first: Ended;
  readonly file: string;
  readonly path: string;
  readonly trace: Trace;
  readonly smallFile: string;
  readonly smallPath: string;
  readonly smallTrace: Trace;
  /** The same trace with something altered, under a name of its own. */
  readonly altered: (name: string, differing: Partial<Trace>) => string;
  /** The trace of the small scope with other figures in its certificate. */
  readonly certified: (name: string, figures: object) => string;
}

/** Checks the queue without fencing twice, in a folder of its own, which the caller removes. */
export async function keepCounterexamples(): Promise<KeptCounterexamples> {
  const cwd = mkdtempSync(join(tmpdir(), 'faultbook-counterexamples-'));

  function faultbook(args: string): Promise<Ended> {
    return runHere(args.split(' '), { cwd });
  }

  async function json(args: string): Promise<{ code: number | null; report: Record<string, unknown> }> {
    const { code, out } = await faultbook(`${args} --json`);
    return { code, report: JSON.parse(out) as Record<string, unknown> };
  }

  const first = await faultbook('check queue --without fencing');
  const [file = 'none'] = readdirSync(join(cwd, 'counterexamples'));
  const path = join('counterexamples', file);
  const trace = await readTrace(join(cwd, path));

  // The same in the small scope, for what is explored again.
  await faultbook('check queue --without fencing --scope small --counterexamples small');
  const [smallFile = 'none'] = readdirSync(join(cwd, 'small'));
  const smallPath = join('small', smallFile);
  const smallTrace = await readTrace(join(cwd, smallPath));

  /** The same trace with something altered, under a name of its own. */
  function altered(name: string, differing: Partial<Trace>): string {
    writeFileSync(join(cwd, name), JSON.stringify({ ...trace, ...differing }));
    return name;
  }

  /** The trace of the small scope with other figures in its certificate. */
  function certified(name: string, figures: object): string {
    return altered(name, {
      ...smallTrace,
      certificate: { ...smallTrace.certificate, ...figures } as Trace['certificate'],
    });
  }

  return { cwd, faultbook, json, first, file, path, trace, smallFile, smallPath, smallTrace, altered, certified };
}
