import { stripVTControlCharacters } from 'node:util';
import type { Command } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { formatReplayLine } from './command-line.ts';
import { formatFoundBy } from './provenance.ts';
import type { Finder } from './provenance.ts';
import type { RaceToRender, RaceWords } from './race.ts';
import { formatRaceCertificate, raceWordsOf, renderRace } from './race.ts';
import { paragraph } from './wrapped.ts';

type AnyCommand = { readonly type: string };

/** The printed facts of the replay of a race. */
export interface ReplayedRaceToRender<C extends AnyCommand> {
  readonly verdict: 'reproduced' | 'other' | 'gone' | 'strayed';
  /** Where the run first left the schedule, or why it does not count. */
  readonly parted: string | null;
  /** The race as it was replayed, with the violation and the certificate of the trace. */
  readonly race: RaceToRender<C> & { readonly foundBy: Finder };
  readonly found: { readonly kind: string; readonly details: string } | null;
}

/** A replay of a race: its timeline, where it left the schedule, and the verdict. */
export function renderReplayedRace<C extends AnyCommand>(
  { verdict, parted, race, found }: ReplayedRaceToRender<C>,
  words: RaceWords<C>,
): string[] {
  return [
    `found by ${formatFoundBy(race.foundBy)}`,
    ...renderRace(race, words),
    '',
    ...(parted === null ? [] : paragraph(`it left the schedule: ${parted}`, 'yellow')),
    ...verdictOfReplay(verdict, race.violation.kind, found),
    ...(verdict === 'reproduced' ? paragraph(formatRaceCertificate(race)) : []),
  ];
}

function verdictOfReplay(
  verdict: ReplayedRaceToRender<AnyCommand>['verdict'],
  kind: string,
  found: ReplayedRaceToRender<AnyCommand>['found'],
): string[] {
  if (verdict === 'gone') return paragraph(`gone: ${kind} no longer reproduces in this schedule`, 'green');
  if (verdict === 'strayed')
    return paragraph(
      `inconclusive: no violation, but the schedule could not be followed; faultbook race runs all of them`,
      'yellow',
    );
  const what = `${found?.kind}: ${found?.details}`;
  return paragraph(verdict === 'reproduced' ? `reproduced: ${what}` : `not ${kind}, but ${what}`, 'red');
}

/** A violation of a kept race: its timeline, and the line that replays it, without colours. */
export function renderFailedRace(subject: AnySubject, race: RaceToRender<Command>, path: string): string[] {
  return [
    ...renderRace(race, raceWordsOf(subject)),
    `=> ${race.violation.kind}: ${race.violation.details}`,
    `to replay it: ${formatReplayLine(path)}`,
  ].map(stripVTControlCharacters);
}
