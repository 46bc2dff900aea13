import type { LeaseQueueCommand } from '../../alphabets/lease-queue.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';
import { deadlinesOf, isSurely, mayBe } from './facts.ts';
import type { LeaseQueueState, LeaseQueueWorld } from './state.ts';

/** Every command that an actor could try, by what is known. */
export function enabledCommands(world: LeaseQueueWorld, state: LeaseQueueState): LeaseQueueCommand[] {
  const plain = [
    ...submissions(world, state),
    ...fetches(world, state),
    ...reports(state),
    ...spawns(state),
    ...removals(state),
  ];
  const lost = plain.map((command) => ({ ...command, fault: 'replyLost' }) as const);
  return [
    ...plain,
    ...(state.lostReplies < world.scope.faults ? lost : []),
    ...Object.entries(state.hands).flatMap(([worker, hand]): LeaseQueueCommand[] =>
      hand.length > 0 ? [{ type: 'crash', worker }] : [],
    ),
    ...ticks(world, state).map((ms): LeaseQueueCommand => ({ type: 'tick', ms })),
    { type: 'maintain' },
  ];
}

/** The commands that get a reply, which can be lost. */
type Replied = Exclude<LeaseQueueCommand, { readonly type: 'crash' | 'tick' | 'maintain' }>;

/** Jobs that do not exist: no client has tried to submit them, or each try was refused. */
function absent({ jobs }: LeaseQueueState): string[] {
  return Object.entries(jobs).flatMap(([name, job]) => (isSurely(job, 'absent') ? [name] : []));
}

function submissions({ terms, scope }: LeaseQueueWorld, state: LeaseQueueState): Replied[] {
  const keys = terms.keys === 'none' ? [null] : [null, ...numberedNames('k', scope.keys)];
  const groups = terms.groupLimit === 0 ? [null] : [null, ...numberedNames('g', scope.groups)];
  return absent(state).flatMap((job) =>
    keys.flatMap((key) => groups.map((group): Replied => ({ type: 'submit', job, key, group }))),
  );
}

function fetches({ terms, scope }: LeaseQueueWorld, { hands }: LeaseQueueState): Replied[] {
  const most = Math.min(terms.batch, scope.jobs);
  return Object.keys(hands).flatMap((worker) =>
    Array.from({ length: most }, (_, at): Replied => ({ type: 'fetch', worker, upTo: at + 1 })),
  );
}

function reports({ hands }: LeaseQueueState): Replied[] {
  return Object.entries(hands).flatMap(([worker, hand]) =>
    hand.flatMap((_, place) =>
      (['complete', 'fail', 'extend'] as const).map((type): Replied => ({ type, worker, place })),
    ),
  );
}

function spawns(state: LeaseQueueState): Replied[] {
  return Object.entries(state.hands).flatMap(([worker, hand]) =>
    hand.flatMap((_, place) => absent(state).map((job): Replied => ({ type: 'spawn', worker, place, job }))),
  );
}

/** Also of jobs that have ended, while the library may keep them. */
function removals({ jobs }: LeaseQueueState): Replied[] {
  return Object.entries(jobs).flatMap(([job, known]): Replied[] =>
    mayBe(known, 'waiting', 'held', 'done', 'dead') ? [{ type: 'remove', job }] : [],
  );
}

/** To the next deadline, to just before it, and past the last one. */
export function ticks({ terms }: Pick<LeaseQueueWorld, 'terms'>, state: LeaseQueueState): number[] {
  const deadlines = deadlinesOf(state, terms);
  const [next, last] = [deadlines[0], deadlines.at(-1)];
  if (next === undefined || last === undefined) return [terms.leaseMs];
  const before = next - 1 - 2 * terms.slackMs;
  const instants = [...(before > state.nowMs ? [before] : []), next, last];
  return [...new Set(instants)].map((ms) => ms - state.nowMs);
}
