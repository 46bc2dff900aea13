import { styleText } from 'node:util';
import type { Vacuity, VacuousKind } from '../explore/vacuity.ts';
import { exitCode } from './exit.ts';

const complaints: Record<VacuousKind, string> = {
  neverAccepted: 'is never accepted',
  neverRefused: 'is never refused',
  neverOccurs: 'is listed and never occurs',
  unlisted: 'occurs and is not listed',
  neverFalls: 'falls with no policy off, and names no change to the code that breaks it',
  fallsAnyway: 'falls with a policy off, and names a change to the code as if none held it',
};

/** What the structure of the model holds, and whether everything shows something; nothing where that cannot be told. */
export function tellVacuity({ isComplete, findings, commands, outcomes, byHand, heldByStructure }: Vacuity): string[] {
  const told = findings.map(({ kind, of }) => styleText('yellow', `vacuous: ${of} ${complaints[kind]}`));
  if (!isComplete) return told;
  const held = heldByStructure.map(
    ({ name, brokenBy }) => `${name} is held by the structure: it falls where ${brokenBy.says}.`,
  );
  if (told.length > 0) return [...held, ...told];
  return [
    ...held,
    `Nothing vacuous: each of ${commands} commands is accepted somewhere and refused somewhere,`,
    `and each of their ${outcomes} outcomes occurs, ${byHand.length} of them only in runs by hand.`,
  ];
}

export function exitOfVacuity({ findings }: Vacuity): number {
  return findings.length === 0 ? exitCode.asPromised : exitCode.undecided;
}
