import type { BookingStore, Repository } from './ports.ts';

/**
 * A store by whose numbers bookings are counted in the order in which they came, without a gap. A database that draws
 * numbers from a sequence loses those that were drawn in a transaction that was then rolled back; which ones, is nothing
 * that anybody relies on. It takes one call after the other: of several at once the order may still change.
 */
export function numbered<Surroundings>(
  openStore: (surroundings: Surroundings) => BookingStore,
): (surroundings: Surroundings) => BookingStore {
  return (surroundings) => {
    const store = openStore(surroundings);

    async function idsInOrder(): Promise<number[]> {
      return (await store.readTables()).bookings.map(({ id }) => id);
    }

    /** The number that the database has given to a booking; where there is no such booking, one that it has not given. */
    async function idOf(number: number): Promise<number> {
      return (await idsInOrder())[number - 1] ?? -1;
    }

    async function counted<Reply>(reply: Reply): Promise<Reply> {
      if (typeof reply !== 'object' || reply === null || !('booking' in reply)) return reply;
      return { ...reply, booking: (await idsInOrder()).indexOf(reply.booking as number) + 1 };
    }

    function countedRepository({ read, persist, confirm, cancel, close }: Repository): Repository {
      return {
        async read(wish) {
          const found = await read(wish);
          return found === null ? null : { ...found, booked: await counted(found.booked) };
        },
        persist: async (proposal) => counted(await persist(proposal)),
        confirm: async (booking) => counted(await confirm(await idOf(booking))),
        cancel: async (booking) => counted(await cancel(await idOf(booking))),
        close,
      };
    }

    return {
      ...store,
      connect: async () => countedRepository(await store.connect()),
      expireHold: async (booking) => store.expireHold(await idOf(booking)),
      async readTables() {
        const { resources, bookings } = await store.readTables();
        return { resources, bookings: bookings.map((booking, index) => Object.assign({}, booking, { id: index + 1 })) };
      },
    };
  };
}
