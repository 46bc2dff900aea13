import { bookingRaces } from './booking.ts';
import type { PlantedRace } from './planted-race.ts';
import { queueRaces } from './queue.ts';

/** Every bug that shows only where commands overlap. */
export const plantedRaces: readonly PlantedRace[] = [...queueRaces, ...bookingRaces];
