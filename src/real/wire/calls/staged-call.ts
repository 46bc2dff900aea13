/** A call of a client on its way through a stage. */
export interface StagedCall {
  readonly actor: string;
  readonly name: string;
  /** `held`: not made yet. `waiting`: made, and without an answer. `answered`: its caller has not got the answer. */
  readonly state: 'held' | 'waiting' | 'answered' | 'delivered';
  /** What came of it, in a word or two, the same whenever the run is the same. */
  readonly answer: string;
  /** Makes the call. */
  release(): void;
  /** Gives the caller the answer. */
  deliver(): void;
  /** From now on the answer is that the connection is lost, whatever comes of the call. */
  lose(): void;
  /** Its caller never gets an answer. */
  abandon(): void;
}

/** Holds a call: the call, and what its caller waits for. `onAnswer`: called when the answer has come. */
export function holdCall<Result>(
  actor: string,
  name: string,
  { make, onAnswer }: { readonly make: () => Promise<Result>; readonly onAnswer: () => void },
): { readonly call: StagedCall; readonly promise: Promise<Result> } {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  let state: StagedCall['state'] = 'held';
  let answer = '';
  let give: () => void = () => undefined;

  function answered(words: string, then: () => void): void {
    if (state !== 'waiting') return;
    [state, answer, give] = ['answered', words, then];
    onAnswer();
  }

  const call: StagedCall = {
    actor,
    name,
    get state() {
      return state;
    },
    get answer() {
      return answer;
    },
    release() {
      state = 'waiting';
      make().then(
        (value) => answered(wordsOfAnswer(value), () => resolve(value)),
        (error: unknown) => answered(wordsOfError(error), () => reject(error)),
      );
    },
    deliver() {
      if (state !== 'answered') return;
      state = 'delivered';
      give();
    },
    lose() {
      const lost = Object.assign(new Error(`the connection was lost: ${name}`), { code: 'ECONNRESET' });
      [state, give] = ['answered', () => reject(lost)];
    },
    abandon: () => void (state = 'delivered'),
  };
  return { call, promise };
}

/** Not the value: it may be a number or a token that is drawn. */
function wordsOfAnswer(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : 'done';
}

function wordsOfError(error: unknown): string {
  return `threw ${error instanceof Error ? error.name : typeof error}`;
}
