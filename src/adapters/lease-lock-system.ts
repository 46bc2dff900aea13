import type {
  LeaseLockAnswer,
  LeaseLockCommand,
  LeaseLockShown,
  LeaseLockTerms,
  LockLibrary,
} from '../alphabets/lease-lock.ts';
import type { System } from '../kernel/model.ts';
import type { Policies, Scope, SystemKind, SystemSetup, SystemTraits } from '../kernel/subject.ts';

/** A lock with leases as a system to check. */
export type LeaseLockSystemKind = SystemKind<
  LeaseLockCommand,
  LeaseLockAnswer,
  LeaseLockShown,
  Policies,
  Scope,
  LeaseLockTerms
>;

/** How a library is checked: its name, its terms, and how to open the library. */
export interface LockLibraryKind<Handle> extends Omit<SystemTraits<Policies, LeaseLockTerms>, 'clock' | 'commands'> {
  /** Opens the library once for many runs; each begins with `reset`. */
  open(terms: LeaseLockTerms): Promise<LockLibrary<Handle>>;
  /** Where the library is an npm package: that, and this system on another copy of it. */
  readonly library?: NonNullable<LeaseLockSystemKind['library']>;
  /** The optional functions that the library does not have. Their commands are left out. */
  readonly lacks?: readonly 'extend'[];
}

const everyCommand = ['acquire', 'extend', 'release', 'crash', 'tick'] as const satisfies LeaseLockCommand['type'][];

/** The system kind of a library: commands name clients, and the library gets its own handles. */
export function leaseLockSystem<Handle>({ open, lacks = [], ...traits }: LockLibraryKind<Handle>): LeaseLockSystemKind {
  return {
    ...traits,
    ...(lacks.length > 0 && { commands: everyCommand.filter((type) => !(lacks as readonly string[]).includes(type)) }),
    open: async ({ terms }) => beginRun(await open(terms), async (library) => library.close()),
    async start() {
      const opened = new Map<string, Promise<LockLibrary<Handle>>>();
      return {
        async begin({ terms }: SystemSetup<Policies, Scope, LeaseLockTerms>) {
          const key = JSON.stringify(terms);
          const library = opened.get(key) ?? open(terms);
          opened.set(key, library);
          return beginRun(await library, async () => undefined);
        },
        async stop() {
          for (const library of opened.values()) await (await library).close();
        },
      };
    },
  };
}

/** A run on a library: keeps the grants in the clients' hands. */
async function beginRun<Handle>(
  library: LockLibrary<Handle>,
  end: (library: LockLibrary<Handle>) => Promise<void>,
): Promise<System<LeaseLockCommand, LeaseLockAnswer, LeaseLockShown>> {
  await library.reset();
  const hands = new Map<string, Map<string, Handle>>();
  const named = new Set<string>();

  async function perform(command: LeaseLockCommand): Promise<LeaseLockAnswer> {
    switch (command.type) {
      case 'acquire':
        return acquire(command.client, command.lock, 'fault' in command);
      case 'extend': {
        const isExtended = await library.extend?.(heldBy(command.client, command.lock));
        return { type: isExtended === true ? 'done' : 'refused' };
      }
      case 'release': {
        const isReleased = await library.release(heldBy(command.client, command.lock));
        if (!('fault' in command)) hands.get(command.client)?.delete(command.lock);
        return { type: isReleased ? 'done' : 'refused' };
      }
      case 'crash': {
        const handles = [...(hands.get(command.client)?.values() ?? [])];
        hands.delete(command.client);
        for (const handle of handles) await library.forget?.(handle);
        return { type: 'done' };
      }
      case 'tick':
        await library.tick(command.ms);
        return { type: 'done' };
    }
  }

  /** A client whose reply is lost does not know its grant. */
  async function acquire(client: string, lock: string, isLost: boolean): Promise<LeaseLockAnswer> {
    named.add(lock);
    const granted = await library.acquire(client, lock);
    if (granted === null) return { type: 'refused' };
    const hand = hands.get(client) ?? new Map<string, Handle>();
    hands.set(client, hand);
    if (isLost) await library.forget?.(granted.handle);
    else hand.set(lock, granted.handle);
    return { type: 'granted', token: granted.token };
  }

  function heldBy(client: string, lock: string): Handle {
    const handle = hands.get(client)?.get(lock);
    if (handle === undefined) throw new RangeError(`${client} has no grant of ${lock}`);
    return handle;
  }

  return {
    async perform(command) {
      const answered = await perform(command);
      return 'fault' in command && command.fault !== undefined ? { type: 'unacknowledged' } : answered;
    },
    view: () => library.shown([...named]),
    close: () => end(library),
  };
}
