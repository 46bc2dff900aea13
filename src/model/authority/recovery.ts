import type { AuthorityCommand } from '../../alphabets/authority.ts';
import { distinctMessages } from './commands.ts';
import type { AuthorityRules } from './rules.ts';
import { isInContact, nextDeadlineMs } from './rules.ts';
import type { AuthorityState } from './state.ts';

/**
 * All commands that may still bring a transfer to its end and a player to a server: messages in flight arrive, the
 * clock moves to the next timer. Servers that have failed stay down, as long as another is left; all members of the
 * coordinator come back.
 */
export function authorityRecoveryCommands(rules: AuthorityRules, state: AuthorityState): AuthorityCommand[] {
  const commands: AuthorityCommand[] = distinctMessages(state.messages).map((message) => ({
    type: 'deliver',
    message,
  }));
  const servers = Object.entries(state.servers);
  if (!servers.some(([, server]) => isInContact(server)))
    for (const [server, { isUp }] of servers) commands.push({ type: isUp ? 'heal' : 'restart', server });
  for (const [member, { isReachable }] of Object.entries(state.members))
    if (!isReachable) commands.push({ type: 'join', member });
  const deadlineMs = nextDeadlineMs(rules, state);
  if (deadlineMs !== null) commands.push({ type: 'tick', byMs: deadlineMs - state.nowMs });
  return commands;
}
