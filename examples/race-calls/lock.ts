import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { defineModel, defineSubject, openCallStage, stageCalls } from '../../src/index.ts';
import type { Subject } from '../../src/index.ts';
import { redisSocket } from './redis-server.ts';

// A counter under a lock on Redis (SET NX) whose lease may end between the check and the write.

const leaseMs = 10_000;
const release = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;
const writeIfHeld = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[2], ARGV[2]) return 1 end return 0`;

/** Counts while it holds the lock. `isMended`: Redis itself looks who holds the lock, in the call that writes. */
async function countUnderLock(redis: Redis, isMended: boolean): Promise<{ readonly type: string }> {
  const token = randomUUID();
  if ((await redis.set('lock', token, 'PX', leaseMs, 'NX')) === null) return { type: 'busy' };
  const next = Number(await redis.get('count')) + 1;
  let isHeld = true;
  if (isMended) isHeld = (await redis.eval(writeIfHeld, 2, 'lock', 'count', token, next)) === 1;
  else {
    isHeld = (await redis.get('lock')) === token;
    if (isHeld) await redis.set('count', next);
  }
  await redis.eval(release, 1, 'lock', token);
  return { type: isHeld ? 'counted' : 'lost' };
}

/** `lapse`: the lease of the lock ends, as that of a worker does which was stopped for too long. */
type LockCommand = { readonly type: 'count'; readonly actor: string } | { readonly type: 'lapse' };
type State = { count: number };

const initial: State = { count: 0 };
const model = defineModel({
  initial,
  commands: ({ count }): LockCommand[] =>
    count < 2 ? [{ type: 'lapse' }, ...['a', 'b'].map((actor) => ({ type: 'count', actor }) as const)] : [],
  step(draft, { type }) {
    if (type === 'lapse') return { type: 'lapsed' };
    draft.count += 1;
    return { type: 'counted' };
  },
  /** Where the lock is taken, or was lost, nothing is counted. */
  endings: (state, { type }) =>
    type === 'lapse'
      ? [{ outcome: { type: 'lapsed' }, state }]
      : [
          { outcome: { type: 'counted' }, state: { count: state.count + 1 } },
          { outcome: { type: 'busy' }, state },
          { outcome: { type: 'lost' }, state },
        ],
  actor: (command) => (command.type === 'lapse' ? null : command.actor),
  invariants: { counts: ({ count }) => count >= 0 },
});

const system = (name: string, isMended: boolean) => ({
  name,
  concurrent: true,
  stage: () => openCallStage(),
  async open() {
    const redis = new Redis({ path: await redisSocket() });
    await redis.del('lock', 'count');
    const staged = stageCalls(redis);
    return {
      async perform(command: LockCommand) {
        if (command.type !== 'lapse') return countUnderLock(staged, isMended);
        await staged.del('lock');
        return { type: 'lapsed' };
      },
      view: async () => ({ count: Number(await redis.get('count')) }),
      close: async () => void (await redis.quit()),
    };
  },
});

export const lock: Subject<State, LockCommand, { readonly type: string }, State> = defineSubject({
  name: 'lock',
  model,
  systems: [system('app', false), system('mended', true)],
});
