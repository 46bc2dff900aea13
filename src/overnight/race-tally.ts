import { nothingStaged } from '../race/nothing-staged.ts';
import type { RaceCounts, RacePart } from './race-budget.ts';

/** What races of a part have shown. */
export interface RaceTally {
  /** The races that were run in all their schedules, or up to a violation. */
  readonly done: number;
  /** Those among them that are wrong. */
  readonly violated: number;
  /** The races that were run and do not count: a schedule strayed, or could not be judged. */
  readonly open: number;
  readonly schedules: number;
  /** The schedules in which a statement came through the stage. */
  readonly staged: number;
  /** By reason: how many schedules do not count. */
  readonly notCounted: Readonly<Record<string, number>>;
}

/** The races of a job in a campaign. */
export interface RacesDone {
  readonly counts: RaceCounts;
  /** What each part that was begun has shown. */
  readonly parts: Readonly<Partial<Record<RacePart, RaceTally>>>;
}

export const zeroTally: RaceTally = { done: 0, violated: 0, open: 0, schedules: 0, staged: 0, notCounted: {} };

export function addTallies(one: RaceTally, more: RaceTally): RaceTally {
  const notCounted: Record<string, number> = { ...one.notCounted };
  for (const [why, times] of Object.entries(more.notCounted)) notCounted[why] = (notCounted[why] ?? 0) + times;
  return {
    done: one.done + more.done,
    violated: one.violated + more.violated,
    open: one.open + more.open,
    schedules: one.schedules + more.schedules,
    staged: one.staged + more.staged,
    notCounted,
  };
}

/** All parts together. */
export function sumOfParts({ parts }: RacesDone): RaceTally {
  return Object.values(parts).reduce((sum, part) => addTallies(sum, part), zeroTally);
}

/** Why the races of a job say too little, in a line each: no statement was ordered, or races of a part with an end do not count. */
export function gapsOfRaces(races: RacesDone): string[] {
  const { schedules, staged } = sumOfParts(races);
  if (schedules > 0 && staged === 0) return [nothingStaged];
  const { pct: _, ...whole } = races.parts;
  const { open, notCounted } = sumOfParts({ ...races, parts: whole });
  return open === 0 ? [] : Object.keys(notCounted);
}
