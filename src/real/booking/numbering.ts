import type { BookingStore, Repository } from './ports.ts';

/**
 * Numbers the bookings of a store in the order of their insertion, without gaps. A database sequence has gaps, because
 * a transaction that is rolled back loses its number, and the model does not predict these gaps. Only for calls that
 * run one after the other: concurrent calls may still change the order.
 */
export function numbered<Surroundings>(
  openStore: (surroundings: Surroundings) => BookingStore,
): (surroundings: Surroundings) => BookingStore {
  return (surroundings) => {
    const store = openStore(surroundings);

    async function idsInOrder(): Promise<number[]> {
      return (await store.readTables()).bookings.map(({ id }) => id);
    }

    /** The database's id of a booking; an id that no booking has, if the booking does not exist. */
    async function readId(number: number): Promise<number> {
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
        confirm: async (booking) => counted(await confirm(await readId(booking))),
        cancel: async (booking) => counted(await cancel(await readId(booking))),
        close,
      };
    }

    return {
      ...store,
      connect: async (client) => countedRepository(await store.connect(client)),
      expireHold: async (booking) => store.expireHold(await readId(booking)),
      async readTables() {
        const { resources, bookings } = await store.readTables();
        return { resources, bookings: bookings.map((booking, index) => Object.assign({}, booking, { id: index + 1 })) };
      },
    };
  };
}
