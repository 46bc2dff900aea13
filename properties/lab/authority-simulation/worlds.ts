import type { Figures } from '../../../src/lab/authority-simulation/simulation/figures.ts';
import { figuresOf } from '../../../src/lab/authority-simulation/simulation/figures.ts';
import type { Settings } from '../../../src/lab/authority-simulation/simulation/settings.ts';
import { usualSettings } from '../../../src/lab/authority-simulation/simulation/settings.ts';
import { simulate } from '../../../src/lab/authority-simulation/simulation/simulate.ts';

/** A world in which nothing goes wrong, and a message always takes five milliseconds. */
export const calm: Partial<Settings> = {
  jitterMs: 0,
  outageShare: 0,
  congestionShare: 0,
  mismatchRate: 0,
  duplicationRate: 0,
  crashesPerServerHour: 0,
};

/** More players at the boundary of one server than it can take. */
export const burst: Partial<Settings> = { burst: { atMs: 1000, lengthMs: 60_000, perSecond: 2500 } };

/** What a world comes to that differs from the usual one in this. */
export async function figuresUnder(change: Partial<Settings>): Promise<Figures> {
  return figuresOf(await simulate({ ...usualSettings, transfers: 20_000, ...change }));
}
