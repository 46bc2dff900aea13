import type { OutputFlags } from './output.ts';

export interface ReplayFlags extends OutputFlags {
  readonly system?: string;
  /** The step after which the whole state is shown; 0 is before the first. */
  readonly step?: number;
  readonly recheck?: boolean;
  /** In seconds. */
  readonly timeout?: number;
}
