/** An error that no call threw: of a timer, of an event without a listener, or a rejection that nothing handles. */
export class StrayError extends Error {
  override name = 'StrayError';

  constructor(cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    super(`outside of its calls: ${name}: ${message.split('\n')[0]}`, { cause });
  }
}

/** Takes a stray error as the end of a call. */
type TakeStray = (error: StrayError) => void;

/** The calls that wait for a system, in their order. */
const waiting = new Set<TakeStray>();

/** A call waits for a system until the function that is returned is called. */
export function beginWaiting(take: TakeStray): () => void {
  waiting.add(take);
  return () => void waiting.delete(take);
}

/** Whether a stray error was given to a call, and the call has not ended yet. */
let isGiven = false;

/**
 * Gives a stray error of this process to the latest call that waits for a system: the error may well be of this system. Returns
 * whether there was such a call. Errors of the same instant are one to the call.
 */
export function giveStrayError(cause: unknown): boolean {
  const latest = [...waiting].at(-1);
  if (latest === undefined) return isGiven;
  isGiven = true;
  void Promise.resolve().then(endInstant, endInstant);
  waiting.delete(latest);
  latest(new StrayError(cause));
  return true;
}

function endInstant(): void {
  isGiven = false;
}

/**
 * What a call resolves to; rejects with a stray error of this process that comes before. `waitFor` waits for the call: once it
 * has ended, one way or the other, no stray error is given to the call.
 */
export async function orStrayError<Answer>(
  call: Promise<Answer>,
  waitFor: (either: Promise<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const { promise: stray, reject } = Promise.withResolvers<never>();
  const end = beginWaiting(reject);
  try {
    return await waitFor(Promise.race([call, stray]));
  } finally {
    end();
  }
}
