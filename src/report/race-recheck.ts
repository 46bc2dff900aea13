import { formatCount } from './numbers.ts';
import type { RaceWords } from './race.ts';
import { paragraph } from './wrapped.ts';

/** The smaller races of a trace, run again. */
interface RaceRecheckToRender<C> {
  readonly verdict: 'confirmed' | 'refuted' | 'inconclusive' | 'interrupted';
  readonly races: number;
  readonly schedules: number;
  /** Whether the race of the trace is right now, in every schedule. */
  readonly isGone: boolean;
  /** Whether these are those of the certificate. */
  readonly isSame: boolean;
  readonly smaller: {
    readonly race: {
      readonly before: readonly C[];
      readonly atOnce: readonly { readonly actor: string; readonly commands: readonly C[] }[];
    };
    readonly preemptions: number;
    readonly violation: { readonly kind: string; readonly details: string };
  } | null;
  readonly reason: string | null;
}

/** The result of the smaller races, compared with the certificate, in a sentence. */
export function renderRaceRecheck<C>(
  { verdict, races, schedules, isGone, isSame, smaller, reason }: RaceRecheckToRender<C>,
  certificate: { readonly races: number; readonly schedules: number } | null,
  words: RaceWords<C>,
): string[] {
  const run = `${formatCount(races, 'smaller race')}${isGone ? ', and this one,' : ''} in ${formatCount(schedules, 'schedule')}`;
  if (verdict === 'interrupted') return paragraph('running the smaller races was stopped before its end', 'yellow');
  if (verdict === 'inconclusive')
    return paragraph(`run again: ${run}; inconclusive, since some schedules do not count: ${reason}`, 'yellow');
  if (verdict === 'confirmed') {
    const others =
      isSame || certificate === null
        ? ''
        : `; the certificate has ${formatCount(certificate.races, 'race')} in ${formatCount(certificate.schedules, 'schedule')}`;
    return paragraph(`run again: ${isSame ? 'the same ' : ''}${run}, and none is wrong${others}`, 'green');
  }
  if (smaller === null) return paragraph(`not run again, unlike the certificate: ${reason}`, 'red');
  const { race, preemptions, violation } = smaller;
  const before = race.before.length === 0 ? 'from the start' : race.before.map((one) => words.format(one)).join('; ');
  const atOnce = race.atOnce.map(
    ({ actor, commands }) => `${actor}: ${commands.map((one) => words.format(one)).join('; ')}`,
  );
  return paragraph(
    `run again, unlike the certificate: ${before}, then at once ${atOnce.join(', ')} is wrong with ` +
      `${formatCount(preemptions, 'preemption')} (${violation.kind}: ${violation.details})`,
    'red',
  );
}
