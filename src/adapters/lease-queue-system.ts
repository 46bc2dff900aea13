import type {
  ActorLibrary,
  HandedJob,
  LeaseLibrary,
  LeaseQueueAnswer,
  LeaseQueueCommand,
  LeaseQueueShown,
  LeaseQueueTerms,
} from '../alphabets/lease-queue.ts';
import type { System } from '../kernel/model.ts';
import type { Policies, Scope, SystemKind, SystemSetup, SystemTraits } from '../kernel/subject.ts';

type LeaseSystem = System<LeaseQueueCommand, LeaseQueueAnswer, LeaseQueueShown>;
type Setup = SystemSetup<Policies, Scope, LeaseQueueTerms>;

/** A lease queue as a system to check. */
export type LeaseQueueSystemKind = SystemKind<
  LeaseQueueCommand,
  LeaseQueueAnswer,
  LeaseQueueShown,
  Policies,
  Scope,
  LeaseQueueTerms
>;

/** How a library is checked: its name, its terms, and how to open the library. */
export interface LeaseLibraryKind<Handle> extends Omit<SystemTraits<Policies, LeaseQueueTerms>, 'clock'> {
  /**
   * Opens the library once for many runs; each begins with `reset`. `isStaged`: what its actors send is ordered by a stage, which
   * knows statements by their texts, so that each run has to send the same texts.
   */
  open(terms: LeaseQueueTerms, how: { readonly isStaged: boolean }): Promise<LeaseLibrary<Handle>>;
  /** Where the library is an npm package: that, and this system on another copy of it. */
  readonly library?: NonNullable<LeaseQueueSystemKind['library']>;
  /** The optional functions that the library does not have. Their commands are left out. */
  readonly lacks?: readonly ('extend' | 'spawn' | 'remove')[];
}

const everyCommand = [
  'submit',
  'fetch',
  'complete',
  'fail',
  'extend',
  'spawn',
  'remove',
  'crash',
  'tick',
  'maintain',
] as const satisfies readonly LeaseQueueCommand['type'][];

/** The system kind of a library: commands name workers and places in their hands, and the library gets its own handles. */
export function leaseQueueSystem<Handle>({
  open,
  lacks = [],
  ...traits
}: LeaseLibraryKind<Handle>): LeaseQueueSystemKind {
  return {
    ...traits,
    ...(lacks.length > 0 && { commands: everyCommand.filter((type) => !(lacks as readonly string[]).includes(type)) }),
    open: async ({ terms, overlap }) =>
      beginRun(await open(terms, howToOpen(overlap)), overlap, async (library) => library.close()),
    async start() {
      const opened = new Map<string, Promise<LeaseLibrary<Handle>>>();
      return {
        async begin({ terms, overlap }: Setup) {
          const how = howToOpen(overlap);
          const key = JSON.stringify([terms, how]);
          const library = await (opened.get(key) ?? remember(opened, key, open(terms, how)));
          return beginRun(library, overlap, async () => undefined);
        },
        async stop() {
          for (const library of opened.values()) await (await library).close();
        },
      };
    },
  };
}

function howToOpen(overlap: Setup['overlap']): { readonly isStaged: boolean } {
  return { isStaged: overlap?.address !== undefined };
}

function remember<Value>(all: Map<string, Value>, key: string, value: Value): Value {
  all.set(key, value);
  return value;
}

/** A run on a library: keeps the jobs in the workers' hands. */
async function beginRun<Handle>(
  library: LeaseLibrary<Handle>,
  overlap: Setup['overlap'],
  end: (library: LeaseLibrary<Handle>) => Promise<void>,
): Promise<LeaseSystem> {
  await library.reset();
  const hands = new Map<string, HandedJob<Handle>[]>();
  const submitted = new Set<string>();

  function handOf(worker: string): HandedJob<Handle>[] {
    return hands.get(worker) ?? remember(hands, worker, []);
  }

  /** The library over the connection of the actor that takes the command. */
  async function libraryFor(command: LeaseQueueCommand): Promise<ActorLibrary<Handle>> {
    const actor = overlap?.actor?.(command) ?? null;
    if (actor === null || overlap?.address === undefined || library.forActor === undefined) return library;
    return library.forActor(actor, overlap.address(actor));
  }

  async function perform(command: LeaseQueueCommand): Promise<LeaseQueueAnswer> {
    const at = await libraryFor(command);
    switch (command.type) {
      case 'submit':
        submitted.add(command.job);
        return answer(await at.submit(command.job, { key: command.key, group: command.group }), command.job);
      case 'fetch': {
        const handed = await at.fetch(command.worker, command.upTo);
        // A worker whose reply is lost does not know its jobs.
        if (command.fault === undefined) handOf(command.worker).push(...handed);
        return handed.length === 0 ? { type: 'nothing' } : { type: 'fetched', jobs: handed.map(({ job }) => job) };
      }
      case 'complete':
      case 'fail':
      case 'extend':
      case 'spawn':
        return report(at, command);
      case 'remove':
        return answer((await at.remove?.(command.job)) ?? false, command.job);
      case 'crash':
        hands.delete(command.worker);
        return { type: 'done' };
      case 'tick':
        await library.tick(command.ms);
        return { type: 'done' };
      case 'maintain':
        await at.maintain();
        return { type: 'done' };
    }
  }

  async function report(
    at: ActorLibrary<Handle>,
    command: Extract<LeaseQueueCommand, { readonly place: number }>,
  ): Promise<LeaseQueueAnswer> {
    const hand = handOf(command.worker);
    const held = hand[command.place];
    if (held === undefined) throw new RangeError(`${command.worker} holds nothing at place ${command.place}`);
    if (command.type === 'spawn') submitted.add(command.job);
    const isAccepted = await reportTo(at, held.handle, command);
    if (command.type !== 'extend' && command.fault === undefined) hand.splice(command.place, 1);
    return answer(isAccepted, held.job);
  }

  async function reportTo(
    at: ActorLibrary<Handle>,
    handle: Handle,
    command: Extract<LeaseQueueCommand, { readonly place: number }>,
  ): Promise<boolean> {
    switch (command.type) {
      case 'complete':
        return at.complete(handle);
      case 'fail':
        return at.fail(handle);
      case 'extend':
        return (await at.extend?.(handle)) ?? false;
      case 'spawn':
        return (await at.spawn?.(handle, command.job)) ?? false;
    }
  }

  return {
    async perform(command) {
      const answered = await perform(command);
      return 'fault' in command && command.fault !== undefined ? { type: 'unacknowledged' } : answered;
    },
    view: () => library.shown([...submitted]),
    close: () => end(library),
  };
}

function answer(isAccepted: boolean, job: string): LeaseQueueAnswer {
  return { type: isAccepted ? 'accepted' : 'refused', job };
}
