import { EnvironmentError } from './environment-error.ts';

/** The connections that were lost, and not closed by a system: by an administrator of the server, or on the way. */
export interface ConnectionLosses {
  readonly count: number;
  /** The last one, in one line. */
  readonly why: string;
}

/** What knows of connections that were lost. */
export interface LossReporter {
  /** Absent where the systems have no connections. */
  readonly connectionLosses?: (() => ConnectionLosses) | undefined;
}

/**
 * Takes note of the lost connections until now. The function that is returned is for the moment at which a run has shown a
 * violation: where a connection was lost since, the run is taken once more by `reproduces`, and what it does not show again
 * is the loss's work, and not the system's: throws `EnvironmentError`. A system that loses its connections itself shows its
 * violation again.
 */
export function watchConnections({
  connectionLosses,
}: LossReporter): (reproduces: () => Promise<boolean>) => Promise<void> {
  const before = connectionLosses?.().count;
  return async (reproduces) => {
    const losses = connectionLosses?.();
    if (losses === undefined || losses.count === before || (await reproduces())) return;
    throw new EnvironmentError(`${losses.why}; the run shows no violation without that: run it again`);
  };
}
