import { transferWith } from './subject.ts';

/** The same subject with the planted bug. */
export const transfer = transferWith({ forgetsKeys: true });
