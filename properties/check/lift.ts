import * as fc from 'fast-check';
import { recordOtherFindings } from '../../src/check/other-findings.ts';
import { shrinkOnModel } from '../../src/check/shrink-on-model.ts';
import type { CertifiedRun, ShrinkOptions } from '../../src/check/shrinking.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { Run, ViolatingRun } from '../../src/kernel/run.ts';
import type { Finding } from '../../src/kernel/violation.ts';

export interface Lift {
  floor: number;
}
export interface Move extends Command {
  readonly to?: number;
}
export type LiftModel = Model<Lift, Move, Outcome, Lift>;

/** It must not come to the fourth floor. */
export function lift(commands: (floor: number) => readonly Move[], parts: Partial<LiftModel> = {}): LiftModel {
  return {
    name: 'lift',
    initial: { floor: 0 },
    commands: ({ floor }) => commands(floor),
    step(draft, { type, to }) {
      if (to !== undefined) draft.floor = to;
      else if (type === 'up' || type === 'rise') draft.floor += 1;
      else if (type === 'down') draft.floor -= 1;
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [{ id: 'LOW', says: 'It stays low.', holds: ({ floor }) => floor < 4 }],
    recovery: () => [],
    settled: [],
    ...parts,
  };
}

export const up: Move = { type: 'up' };
export const down: Move = { type: 'down' };
export const jump = (to: number): Move => ({ type: 'jump', to });
export const ups = (times: number): Move[] => Array.from({ length: times }, () => up);

export function run(
  commands: readonly Move[],
  finding: Finding = { kind: 'invariant', name: 'LOW' },
): ViolatingRun<Move> {
  return { commands, violation: { ...finding, at: commands.length - 1, side: 'model', details: '' } };
}

export interface Shrunk {
  readonly short: CertifiedRun<Move>;
  readonly improved: readonly Run<Move>[];
  readonly others: readonly ViolatingRun<Move>[];
  readonly yields: number;
}

type Options = Partial<ShrinkOptions<Lift, Move, Outcome, Lift>> & { readonly laneOf?: (command: Move) => string };

export async function shrink(
  model: LiftModel,
  found: ViolatingRun<Move>,
  { laneOf = () => '', ...search }: Options = {},
): Promise<Shrunk> {
  const others = recordOtherFindings<Move>(found.violation);
  const improved: Run<Move>[] = [];
  let yields = 0;
  const short = await shrinkOnModel(
    { model, laneOf },
    found,
    {
      arbitrary: fc.constant([]),
      seed: 1,
      smaller: [],
      maxStates: 1000,
      maxDrives: 0,
      foundBy: { who: 'a test' },
      yieldToEvents: async () => void (yields += 1),
      onExplored: () => undefined,
      ...search,
    },
    { others, improved: (better) => void improved.push(better) },
  );
  return { short, improved, others: others.all(), yields };
}

export function reasonOf({ short: { certificate } }: Shrunk): string {
  return certificate.kind === 'locally minimal' ? certificate.reason : certificate.kind;
}

/** Why nothing is proved where there is too much to explore. */
export const tooMany = (commands: number, states: number): string =>
  `exploring every run of at most ${commands} command${commands === 1 ? '' : 's'} leads to more than ${states} states`;
