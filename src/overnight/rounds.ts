import { createHash } from 'node:crypto';
import type { AnySubject, Generation } from '../kernel/subject.ts';
import type { Strategy } from './job.ts';

/** The runs of a batch of random search. */
export interface RunPlan {
  /** From 1. Each round of a job has as many runs as all before it together, or more. */
  readonly round: number;
  /** How many runs of the job come before these. */
  readonly firstRun: number;
  readonly runs: number;
  /** How many commands a run has at most. */
  readonly length: number;
  readonly seed: number;
  readonly generation: Partial<Generation>;
}

/** The first round; each later batch has twice as many, so that a batch takes between a second and a minute. */
const runsInFirstRound = 250;
const runsInBatch = 2 * runsInFirstRound;

const lengthAtFirst = 20;
const lengthPerRound = 4;
const longest = 80;

/** The round of the batch with this number: one batch each in the first two rounds, then 2, 4, 8, … */
export function roundOf(number: number): number {
  return number === 0 ? 1 : 2 + Math.floor(Math.log2(number));
}

/**
 * A batch of random runs is led by what the batches before this number have shown. These are the rounds before the last one,
 * so that workers seldom wait for the end of a batch, and a lost batch can be run again.
 */
export function ledBy(number: number): number {
  return batchesIn('random', Math.max(0, roundOf(number) - 2));
}

/** How many batches a job has in this many rounds. */
export function batchesIn(strategy: Strategy, rounds: number): number {
  if (rounds === 0) return 0;
  return strategy === 'random' ? 2 ** (rounds - 1) : rounds;
}

/** How many runs of a job come before those of a batch. */
export function firstRunOf(number: number): number {
  return number === 0 ? 0 : runsInFirstRound + (number - 1) * runsInBatch;
}

/**
 * A batch is the same at any time, so a lost batch can be run again. `origin` is a text that differs between journals, `job`
 * the number of the job in its journal.
 */
export function planOf(
  { origin, job, number }: { readonly origin: string; readonly job: number; readonly number: number },
  subject: Pick<AnySubject, 'generation' | 'outcomes'>,
): RunPlan {
  const round = roundOf(number);
  return {
    round,
    firstRun: firstRunOf(number),
    runs: number === 0 ? runsInFirstRound : runsInBatch,
    length: Math.min(longest, lengthAtFirst + lengthPerRound * (round - 1)),
    seed: seedOf(origin, job, number),
    generation: variedOf(subject, drawsFrom(`${origin} ${job} ${number}`), number % 2 === 1),
  };
}

/**
 * No two batches of a job have the same seed: each step can be undone, so each number gives another seed. The batches of
 * another job, or of another journal, begin elsewhere among the 2³² seeds. Where two jobs come to the same seed all the
 * same, their batches weigh the commands differently, and so have different runs: nearly all runs where a batch is
 * aggressive, and some runs otherwise.
 */
export function seedOf(origin: string, job: number, number: number): number {
  const beginning = createHash('sha256').update(`${origin} ${job}`).digest().readUInt32LE();
  let mixed = (beginning + number) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * Every batch weighs the commands differently: by a few hundredths, or, where `isAggressive`, by up to three times, with other
 * rates of faults and swarms.
 */
function variedOf(
  { generation, outcomes }: Pick<AnySubject, 'generation' | 'outcomes'>,
  draw: () => number,
  isAggressive: boolean,
): Partial<Generation> {
  const spread = isAggressive ? 3 : 1.05;
  const varied = (value: number): number => value * spread ** (2 * draw() - 1);
  const variedEach = (all: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(all).map(([name, weight]) => [name, varied(weight)]));
  // A type that the subject says nothing of weighs 1.
  const types = Object.fromEntries(Object.keys(outcomes ?? {}).map((type) => [type, 1]));
  const weights = variedEach({ ...types, ...generation.weights });
  if (!isAggressive) return { weights };
  const faultRate = Math.min(1, varied(generation.faultRate));
  return { weights, faultRate, faultWeights: variedEach(generation.faultWeights ?? {}), swarmRate: draw() };
}

/** Numbers from 0 to 1 that come of a text: the same for the same text. */
function drawsFrom(text: string): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${text} ${count}`).digest().readUInt32LE() / 2 ** 32;
  };
}
