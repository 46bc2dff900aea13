import type { Model } from '../../../kernel/model.ts';
import { resolutionInvariants, settledResolutionInvariants } from './invariants.ts';
import { resolve } from './resolve.ts';
import type { Copy, ResolutionPolicies, Side, SplitCommand, SplitOutcome, SplitState } from './state.ts';

/** The size of a split brain. */
export interface SplitScope {
  readonly writes: number;
}

/** The delay of the second server's clock. */
const slowMs = 10;

/** Two servers with the same player, who has an item and sees a second item in the world on both of them. */
function initialState(): SplitState {
  const side = (): Side => ({
    isFenced: false,
    copy: { clock: { s1: 1, s2: 0 }, writtenAtMs: 1, items: ['i1'] },
    collected: null,
  });
  return {
    nowMs: 1,
    servers: { s1: side(), s2: side() },
    phase: 'split',
    acknowledged: { s1: 1, s2: 0 },
    givenAway: [],
    result: null,
  };
}

/** A split brain from its first write to its resolution: fence, pause, collect, resolve. */
export function resolutionModel(
  policies: ResolutionPolicies,
  { writes }: SplitScope,
): Model<SplitState, SplitCommand, SplitOutcome, SplitState> {
  return {
    name: 'resolution',
    initial: initialState(),
    commands: (state) => enabled(state, writes),
    step: (draft, command) => step(policies, draft, command),
    view: (state) => state,
    invariants: resolutionInvariants,
    recovery,
    settled: settledResolutionInvariants,
  };
}

function enabled({ servers, phase, acknowledged }: SplitState, writes: number): SplitCommand[] {
  if (phase === 'resolved') return [];
  const commands: SplitCommand[] =
    phase === 'split' ? [{ type: 'detect' }] : [{ type: 'transfer' }, { type: 'resolve' }];
  for (const [server, { isFenced, collected }] of Object.entries(servers)) {
    if ((acknowledged[server] ?? 0) <= writes) {
      commands.push(
        { type: 'write', server },
        { type: 'take', server, item: 'i2' },
        { type: 'give', server, item: 'i1' },
      );
    }
    if (phase === 'resolving' && !isFenced) commands.push({ type: 'fence', server });
    if (phase === 'resolving' && collected === null) commands.push({ type: 'collect', server });
  }
  return commands;
}

/** The steps that are left once the split brain is noticed; the player may go on meanwhile, or not. */
function recovery({ servers, phase }: SplitState): SplitCommand[] {
  if (phase === 'split') return [{ type: 'detect' }];
  if (phase === 'resolved') return [];
  const left = Object.entries(servers).flatMap(([server, { isFenced, collected }]): SplitCommand[] => {
    if (!isFenced) return [{ type: 'fence', server }];
    return collected === null ? [{ type: 'collect', server }] : [];
  });
  return left.length === 0 ? [{ type: 'resolve' }] : left;
}

function step(policies: ResolutionPolicies, draft: SplitState, command: SplitCommand): SplitOutcome {
  switch (command.type) {
    case 'detect':
      draft.phase = 'resolving';
      return { type: 'detected' };
    case 'transfer':
      return { type: policies.pause ? 'paused' : 'transferred' };
    case 'resolve':
      return decide(policies, draft);
    default:
      return onServer(policies, draft, command);
  }
}

/** The decision waits until both sides are known. */
function decide(policies: ResolutionPolicies, draft: SplitState): SplitOutcome {
  const copies = Object.values(draft.servers).flatMap(({ collected }) =>
    collected === null ? [] : [copyOf(collected)],
  );
  if (copies.length < Object.keys(draft.servers).length) return { type: 'notYet' };
  draft.result = resolve(policies, copies, draft.givenAway);
  draft.phase = 'resolved';
  return { type: 'resolved' };
}

function onServer(
  policies: ResolutionPolicies,
  draft: SplitState,
  command: Extract<SplitCommand, { server: string }>,
): SplitOutcome {
  const side = draft.servers[command.server];
  if (side === undefined) return { type: 'noSuchServer' };
  switch (command.type) {
    case 'fence':
      side.isFenced = true;
      return { type: 'fenced' };
    case 'collect':
      if (policies.fence && !side.isFenced) return { type: 'notFenced' };
      side.collected = copyOf(side.copy);
      return { type: 'collected' };
    default:
      return side.isFenced ? { type: 'fenced' } : play(draft, side, command);
  }
}

/** An action of the player on one side, which acknowledges it. */
function play(
  draft: SplitState,
  side: Side,
  command: Extract<SplitCommand, { type: 'write' | 'take' | 'give' }>,
): SplitOutcome {
  const { copy } = side;
  if (command.type === 'take' && copy.items.includes(command.item)) return { type: 'hasIt' };
  if (command.type === 'give' && !copy.items.includes(command.item)) return { type: 'hasItNot' };
  if (command.type === 'take') copy.items = [...copy.items, command.item].toSorted();
  if (command.type === 'give') {
    copy.items = copy.items.filter((item) => item !== command.item);
    draft.givenAway = [...draft.givenAway, command.item].toSorted();
  }
  draft.nowMs += 1;
  const count = (draft.acknowledged[command.server] ?? 0) + 1;
  draft.acknowledged[command.server] = count;
  copy.clock[command.server] = count;
  copy.writtenAtMs = draft.nowMs - (command.server === 's2' ? slowMs : 0);
  return { type: command.type === 'write' ? 'written' : command.type === 'take' ? 'taken' : 'given' };
}

function copyOf({ clock, writtenAtMs, items }: Copy): Copy {
  return { clock: { ...clock }, writtenAtMs, items: [...items] };
}
