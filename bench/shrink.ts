import * as fc from 'fast-check';
import type { AnyChallenge } from '../properties/minimise/challenges.ts';
import { challenges, twoBugs, withUnrelatedCommand } from '../properties/minimise/challenges.ts';
import type { Shrunk } from '../properties/minimise/shrink.ts';
import { longestRun, shrinkOurs } from '../properties/minimise/shrink.ts';
import { stepOnCopy } from '../src/kernel/execute.ts';
import { sameJson } from '../src/kernel/json.ts';
import type { Command } from '../src/kernel/model.ts';
import { violationsOf } from '../src/minimise/violations.ts';
import { table } from '../src/report/table.ts';

/**
 * The four stateful shrinking challenges and the two bugs, by our minimiser and by `fc.commands`, on the same models.
 * An evaluation is one run that is tried; a step is one command that the model takes, in such a run or elsewhere.
 */
const seeds = Array.from({ length: Number(process.argv[2] ?? 200) }, (_, index) => index + 1);

interface Kept extends Shrunk {
  /** Whether what was kept of the short run still shows the same on a model that has changed since. */
  readonly replays: (changed: AnyChallenge) => boolean;
}

const ways: Record<string, (challenge: AnyChallenge, seed: number) => Promise<Kept>> = {
  faultbook: async (challenge, seed) => {
    const shrunk = await shrinkOurs(challenge, seed);
    const { name, commands } = shrunk.ended;
    return { ...shrunk, replays: ({ model }) => violationsOf(model, commands)[0]?.violation.name === name };
  },
  'fc.commands': async (challenge, seed) => {
    const { tried, path, replayPath } = checkCommands(challenge, { seed });
    const failing = tried.filter(({ violated }) => violated !== null);
    const [began, ended] = [failing[0], failing.at(-1)];
    if (began === undefined || ended === undefined) throw new Error(`${challenge.name}: no run of seed ${seed} fails`);
    const shrinking = tried.slice(tried.indexOf(began) + 1);
    return {
      began: { name: began.violated ?? '', length: began.commands.length },
      ended: { name: ended.violated ?? '', commands: ended.commands },
      evaluations: shrinking.length,
      steps: shrinking.reduce((sum, { commands }) => sum + commands.length, 0),
      replays: (changed) => replaysCommands(changed, { seed, path, replayPath }, ended.violated),
    };
  },
};

interface Tried {
  commands: Command[];
  /** The invariant that fell; `null` where none did. */
  violated: string | null;
}

interface ReplayOf {
  readonly seed: number;
  readonly path?: string;
  readonly replayPath?: string;
}

/** A check as somebody writes it who has fast-check alone: an arbitrary per type, `check` as the model offers; `size` lifts the silent cap of ten commands. */
function checkCommands(
  { model, alphabet }: AnyChallenge,
  { seed, path = '', replayPath = '' }: ReplayOf,
): { readonly tried: readonly Tried[]; readonly path: string; readonly replayPath: string } {
  const tried: Tried[] = [];
  const types = new Set(alphabet.map(({ type }) => type));
  const arbitraries = [...types].map((type) => {
    const ofType = alphabet.filter((command) => command.type === type);
    return fc.nat({ max: ofType.length - 1 }).map((index) => asCommand(model, ofType[index] ?? { type }));
  });
  const replay = replayPath === '' ? {} : { replayPath };
  const commands = fc.commands(arbitraries, { maxCommands: longestRun, size: 'max', ...replay });
  const property = fc.property(commands, (run) => {
    const now: Tried = { commands: [], violated: null };
    tried.push(now);
    fc.modelRun(() => ({ model: { state: model.initial, tried: now }, real: null }), run);
    // What is settled is asked of the whole run again, with its recovery.
    now.violated ??= violationsOf(model, now.commands)[0]?.violation.name ?? null;
    return now.violated === null;
  });
  const details = fc.check(property, { seed, numRuns: 10_000, ...(path === '' ? {} : { path }) });
  const [, found = ''] = /replayPath="([^"]*)"/.exec(fc.stringify(details.counterexample)) ?? [];
  return { tried, path: details.counterexamplePath ?? '', replayPath: found };
}

interface ModelSide {
  state: unknown;
  readonly tried: Tried;
}

function asCommand(model: AnyChallenge['model'], command: Command): fc.Command<ModelSide, null> {
  return {
    check: ({ state }) => model.commands(state).some((enabled) => sameJson(enabled, command)),
    run(side) {
      side.tried.commands.push(command);
      side.state = stepOnCopy(model, side.state, command).state;
      const view = model.view(side.state);
      const violated = model.invariants.find((invariant) => 'holds' in invariant && !invariant.holds(view));
      if (violated === undefined) return;
      side.tried.violated = violated.id;
      throw new Error(violated.says);
    },
    toString: () => JSON.stringify(command),
  };
}

function replaysCommands(changed: AnyChallenge, replay: ReplayOf, violated: string | null): boolean {
  try {
    return checkCommands(changed, replay).tried[0]?.violated === violated;
  } catch {
    // fast-check found that the path does not fit the commands any more.
    return false;
  }
}

function share(count: number): string {
  return `${((count / seeds.length) * 100).toFixed(1)} %`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

const rows: string[][] = [];
for (const challenge of [...challenges, twoBugs]) {
  for (const [name, shrink] of Object.entries(ways)) {
    const kept: Kept[] = [];
    for (const seed of seeds) kept.push(await shrink(challenge, seed));
    const minimal = kept.filter(({ ended }) => ended.commands.length === challenge.minimal.length).length;
    const changed = withUnrelatedCommand(challenge);
    rows.push([
      challenge.name,
      name,
      mean(kept.map(({ began }) => began.length)).toFixed(1),
      challenge.minimal.length === 0 ? '' : share(minimal),
      String(new Set(kept.map(({ ended }) => JSON.stringify(ended))).size),
      mean(kept.map(({ evaluations }) => evaluations)).toFixed(1),
      Math.round(mean(kept.map(({ steps }) => steps))).toLocaleString('en'),
      String(kept.filter(({ began, ended }) => began.name !== ended.name).length),
      `${kept.filter(({ replays }) => replays(changed)).length} of ${seeds.length}`,
    ]);
  }
}
const head = ['challenge', 'by', 'began', 'minimal', 'results', 'evaluations', 'steps', 'slipped', 'replays'];
for (const line of table(head, rows)) console.log(line);
