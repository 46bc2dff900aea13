import type { Certificate } from '../kernel/certificate.ts';
import { namesOfDrawn } from '../kernel/drawn.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Run, ViolatingRun } from '../kernel/run.ts';
import type { Setup } from '../kernel/setup.ts';
import { restrictTo } from '../kernel/setup.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Violation } from '../kernel/violation.ts';
import { certify } from '../minimise/certify.ts';
import { edgesByLength } from '../minimise/edges.ts';
import { minimise } from '../minimise/minimise.ts';
import { nullIfStrayed, runToViolation } from './run.ts';
import type { CertifiedRun, ShrinkOptions, ShrinkListener } from './shrinking.ts';

/** How many states are explored for the certificate of a run whose commands have several endings. */
const mostCertified = 30_000;

/** How many shorter ways are driven where each of them waits for deadlines in real time. */
const mostInRealTime = 50;

/**
 * The shortest run with the same finding that the search finds on the system: by leaving out commands, and then by driving
 * the edges of the model's graph in order of length. No proof: the system may have more states than the model.
 */
export async function shrinkOnSystem<State, C extends Command, O extends Outcome, View>(
  setup: Pick<Setup<State, C, O, View>, 'model' | 'open' | 'answerMs' | 'laneOf' | 'realClock'>,
  { commands, recovery, violation }: ViolatingRun<C>,
  { maxDrives, yieldToEvents }: Pick<ShrinkOptions<State, C, O, View>, 'maxDrives' | 'yieldToEvents'>,
  { others, improved }: ShrinkListener<C>,
): Promise<CertifiedRun<C>> {
  const { model, laneOf } = setup;
  const restricted = restrictTo(setup, violation);
  const reproduces = async (candidate: readonly C[]): Promise<boolean> => {
    await yieldToEvents();
    const found = await runToViolation(restricted, candidate).catch(nullIfStrayed);
    if (found === null) return false;
    const isInRecovery = found.recovery !== undefined && found.recovery.length > 0;
    // A violation in the recovery belongs to a longer run, unless no other run shows it.
    if (isInRecovery && recovery === undefined) return false;
    const isSame = sameFinding(found.violation, violation);
    if (isSame) improved(runOf(found, candidate));
    else others.see(found);
    return isSame;
  };

  let best = await minimise(model, commands, reproduces, { laneOf });
  const mostRuns = setup.realClock === undefined ? maxDrives : Math.min(maxDrives, mostInRealTime);
  const driven = await driveToShorter(edgesByLength(model, best.length - 1), mostRuns, reproduces);
  if (driven.shorter !== null) best = await minimise(model, driven.shorter, reproduces, { laneOf });
  if (violation.side !== 'system') return { commands: best, certificate: await certifyEndings(setup, violation, best) };
  const drawn = namesOfDrawn(model.drawn);
  const values = drawn.length === 0 ? '' : `, with one value of ${drawn.join(', ')}`;
  const reason = `only the system shows it, and it may keep more than the model knows; ${describeDriven(driven)}${values}`;
  return { commands: best, certificate: { kind: 'locally minimal', reason } };
}

/** Explores every ending up to the length of a run that the system has shown. */
async function certifyEndings<State, C extends Command, O extends Outcome, View>(
  { model, laneOf }: Pick<Setup<State, C, O, View>, 'model' | 'laneOf'>,
  { kind, name }: Violation,
  { length }: readonly C[],
): Promise<Certificate> {
  if (kind !== 'invariant' && kind !== 'settled' && kind !== 'endless')
    throw new TypeError(`${kind} is no violation of a model`);
  const maxStates = mostCertified;
  const { certificate, shorter } = await certify(model, { kind, name, length, maxStates, laneOf });
  if (shorter === null) return certificate;
  const reason = `exploring finds a run of ${shorter.commands.length} commands, by endings that the system did not take`;
  return { kind: 'locally minimal', reason };
}

function runOf<C>({ recovery }: Run<C>, commands: readonly C[]): Run<C> {
  return { commands, ...(recovery !== undefined && recovery.length > 0 && { recovery }) };
}

/** How far shorter ways were driven, in words. */
export function describeDriven<C>({ shorter, runs, isAll }: DrivenToShorter<C>): string {
  const ways = `${runs.toLocaleString('en')} shorter ways through the model’s states`;
  if (shorter !== null) return `of ${ways} than the one found first, the last leads here`;
  if (runs === 0) return isAll ? 'no run is shorter' : 'no shorter way was driven';
  return `${isAll ? 'all' : 'the first'} ${ways} were driven, and none shows it`;
}

interface DrivenToShorter<C> {
  readonly shorter: readonly C[] | null;
  readonly runs: number;
  readonly isAll: boolean;
}

/** Drives the edges of a model in order of length, up to the first that shows the violation. */
export async function driveToShorter<C>(
  edges: Iterable<readonly C[]>,
  maxDrives: number,
  reproduces: (commands: readonly C[]) => Promise<boolean>,
): Promise<DrivenToShorter<C>> {
  let runs = 0;
  for (const commands of edges) {
    if (runs >= maxDrives) return { shorter: null, runs, isAll: false };
    runs += 1;
    if (await reproduces(commands)) return { shorter: commands, runs, isAll: false };
  }
  return { shorter: null, runs, isAll: true };
}
