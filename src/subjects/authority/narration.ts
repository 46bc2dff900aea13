import type { AuthorityCommand, AuthorityOutcome, AuthorityView, Message } from '../../alphabets/authority.ts';
import type { Narration } from '../../kernel/subject.ts';
import { memberNames, serverNames } from '../../model/authority/initial.ts';
import type { AuthorityScope } from '../../model/authority/state.ts';

/** Describes a run of authority to a reader. */
export const authorityNarration: Narration<AuthorityView, AuthorityCommand, AuthorityOutcome, AuthorityScope> = {
  lanes: (scope) => ['clock', ...serverNames(scope), 'network', ...memberNames(scope), 'store'],
  laneOf,
  format,
  answer,
  changes,
};

function laneOf(command: AuthorityCommand): string {
  if (command.type === 'tick') return 'clock';
  if (command.type === 'drop') return 'network';
  if (command.type === 'part' || command.type === 'join') return command.member;
  if (command.type !== 'deliver') return command.server;
  return command.message.type === 'save' ? 'store' : command.message.to;
}

const faults = { damaged: ' ✗ damaged', duplicated: ' ✗ duplicated', replyLost: ' ✗ answer lost' } as const;

function format(command: AuthorityCommand): string {
  switch (command.type) {
    case 'request':
      return `hands ${command.player} to ${command.to}${command.fault === undefined ? '' : faults[command.fault]}`;
    case 'deliver':
      return `gets ${formatMessage(command.message)}${command.fault === undefined ? '' : faults[command.fault]}`;
    case 'drop':
      return `loses ${formatMessage(command.message)}`;
    case 'save':
      return `save ${command.player}`;
    case 'pickUp':
      return `${command.player} picks up ${command.item}`;
    case 'part':
      return 'out of reach';
    case 'join':
      return 'back';
    case 'tick':
      return `+${command.byMs / 1000} s`;
    default:
      return command.type;
  }
}

function formatMessage(message: Message): string {
  switch (message.type) {
    case 'handOver':
      return `${message.player}, version ${message.version}${message.isDamaged ? ', damaged' : ''}`;
    case 'confirmed':
      return `confirmation of ${message.player}`;
    case 'save':
      return `save of ${message.player}, version ${message.version}, token ${message.token}`;
    default:
      return `pick-up of ${message.item} by ${message.player}`;
  }
}

function answer(outcome: AuthorityOutcome): string {
  switch (outcome.type) {
    case 'granted':
      return `granted, token ${outcome.token}`;
    case 'stale':
      return `stale, token is ${outcome.token}`;
    case 'ticked':
    case 'parted':
    case 'joined':
    case 'dropped':
    case 'requested':
    case 'sent':
    case 'crashed':
    case 'cut':
    case 'restarted':
    case 'healed':
      return '';
    default:
      return outcome.type.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  }
}

/** The changes of a step in the store. */
function changes(before: AuthorityView, after: AuthorityView): string[] {
  const texts: string[] = [];
  for (const [name, { server, token, saved, transfer }] of Object.entries(after.players)) {
    const was = before.players[name];
    if (was === undefined) continue;
    if (was.token !== token) texts.push(`${name} to ${server}, token ${token}`);
    else if (was.transfer !== null && transfer === null) texts.push(`transfer of ${name} rolled back`);
    if (was.transfer === null && transfer !== null) texts.push(`transfer of ${name} to ${transfer.to}`);
    if (was.saved.version !== saved.version) texts.push(`${name} saved at version ${saved.version}`);
  }
  for (const [name, { owner, places }] of Object.entries(after.items)) {
    const was = before.items[name];
    if (was?.places.join() !== places.join()) texts.push(`${name} in ${places.join(' and ')}`);
    if (was?.owner !== owner) texts.push(`${name} to ${owner}`);
  }
  return texts;
}
