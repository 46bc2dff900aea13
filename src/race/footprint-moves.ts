import type { Footprint } from '../kernel/footprint.ts';
import { noFootprint } from '../kernel/footprint.ts';
import type { RaceStep } from '../kernel/race.ts';
import type { FootprintMove } from './independence.ts';

/** Follows the steps of a run. `answers`: whether starts and answers are moves, in which alone the code of clients runs. */
export function followSteps({
  answers,
}: {
  readonly answers: boolean;
}): (step: RaceStep, footprint: Footprint) => FootprintMove {
  /** The actors within a command. */
  const within = new Set<string>();
  return (step, footprint) => {
    const { actor, kind, settled } = step;
    const isOfClient = kind === 'call' || kind === 'answer';
    const begins = !within.has(actor);
    within.add(actor);
    for (const one of settled) within.delete(one);
    const woken = new Set([...(kind === 'call' ? [] : step.woken), ...settled]);
    woken.delete(actor);
    return {
      actor,
      woken: [...woken],
      footprint: isOfClient ? noFootprint : footprint,
      waits: kind !== 'call' && step.answer === null,
      begins,
      returns: settled.length > 0,
      memory: isOfClient ? 'writes' : answers ? 'none' : 'reads',
    };
  };
}
