import type { Drawn } from '../models.ts';
import { drawnModels } from '../models.ts';

function modelOf(name: string): Drawn['model'] {
  const drawn = drawnModels.find((one) => one.name.startsWith(name));
  if (drawn === undefined) throw new Error(`there is no model of a ${name}`);
  return drawn.model;
}

export const set: Drawn['model'] = modelOf('set');
export const jobQueue: Drawn['model'] = modelOf('job queue');
export const booking: Drawn['model'] = modelOf('booking');
