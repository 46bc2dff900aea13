import { stripVTControlCharacters } from 'node:util';
import type { Command } from '../kernel/model.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { formatCount } from './numbers.ts';
import type { Finder } from './provenance.ts';
import { formatFoundBy } from './provenance.ts';
import type { RaceToRender } from './race.ts';
import { formatRaceCertificate, raceWordsOf, renderRace } from './race.ts';
import { formatScope } from './set-up.ts';
import { formatShipped } from './specification-texts.ts';

/** A race as its trace has it. */
interface RaceOfSpecification extends RaceToRender<Command> {
  readonly policies: Policies;
  readonly scope: Scope;
  readonly foundBy: Finder;
}

/** The texts in the specification of a race. */
interface TextsOfRace {
  /** Who found the race. */
  readonly foundBy: string;
  /** The subject and the policies that are off. */
  readonly setUp: string;
  /** The commands and the scope. */
  readonly race: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  readonly timeline: readonly string[];
  readonly minimal: string;
}

/** The texts in the specification of a race. */
export function raceSpecificationTexts(subject: AnySubject, trace: RaceOfSpecification): TextsOfRace {
  const { before, atOnce, policies, scope, foundBy } = trace;
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const racing = atOnce.flatMap(({ commands }) => commands).length;
  const world = formatScope(scope);
  const first = before.length === 0 ? '' : `${formatCount(before.length, 'command')}, and then `;
  return {
    foundBy: formatFoundBy(foundBy),
    setUp: formatShipped(subject.name, off),
    race: `${first}${formatCount(racing, 'command')} at once${world === '' ? '' : `, in a scope of ${world}`}`,
    policies: off.map((name) => ({ name, does: subject.policies[name]?.does ?? '' })),
    timeline: renderRace(trace, raceWordsOf(subject)).map(stripVTControlCharacters),
    minimal: `This race is ${formatRaceCertificate(trace)}.`,
  };
}
