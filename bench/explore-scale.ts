import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { twoPhaseCommit } from '../properties/explore/known-models.ts';
import { explore } from '../src/explore/explore.ts';
import { table } from '../src/report/table.ts';

/**
 * Two-phase commit, name by name, with more and more resource managers and with one and two threads. Each line is a
 * process of its own, so that its memory is its own: the most that it took, less what it had taken before.
 */
interface Measured {
  readonly states: number;
  readonly generated: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytesPerState: number;
}

const self = fileURLToPath(import.meta.url);

async function measure(managers: number, threads: number): Promise<Measured> {
  const before = process.resourceUsage().maxRSS;
  const module = new URL('../properties/explore/known-models.ts', import.meta.url).href;
  const source = { module, exportName: 'twoPhaseCommits', policies: {}, scope: { managers } };
  const found = await explore(twoPhaseCommit(managers), { symmetry: false, threads, source });
  const bytes = (process.resourceUsage().maxRSS - before) * 1024;
  return {
    states: found.distinctStates,
    generated: found.generatedStates,
    depth: found.depth,
    seconds: found.timing.seconds,
    bytesPerState: bytes / found.distinctStates,
  };
}

function inOwnProcess(managers: number, threads: number): Measured {
  return JSON.parse(
    execFileSync(process.execPath, [self, `${managers}`, `${threads}`], { encoding: 'utf8' }),
  ) as Measured;
}

function row(
  managers: number,
  threads: number,
  { states, generated, depth, seconds, bytesPerState }: Measured,
): string[] {
  return [
    `${managers}`,
    `${threads}`,
    states.toLocaleString('en'),
    `${depth}`,
    seconds.toFixed(2),
    Math.round((seconds * 1e9) / generated).toString(),
    Math.round(bytesPerState).toString(),
  ];
}

const [managersAsked, threadsAsked] = process.argv.slice(2).map(Number);
if (managersAsked === undefined || threadsAsked === undefined) {
  const rows = [5, 6, 7].map((managers) => row(managers, 1, inOwnProcess(managers, 1)));
  const turns = [1, 2, 3].map(() => [inOwnProcess(8, 1), inOwnProcess(8, 2)] as const);
  const median = turns.toSorted(([a, b], [c, d]) => a.seconds / b.seconds - c.seconds / d.seconds)[1] ?? turns[0];
  if (median !== undefined) {
    rows.push(row(8, 1, median[0]), row(8, 2, median[1]));
    for (const line of table(['managers', 'threads', 'states', 'depth', 'seconds', 'ns/step', 'bytes/state'], rows))
      console.log(line);
    console.log(`two threads: ${(median[0].seconds / median[1].seconds).toFixed(2)} times as fast as one`);
  }
} else {
  console.log(JSON.stringify(await measure(managersAsked, threadsAsked)));
}
