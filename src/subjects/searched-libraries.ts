/** What searches of a promise have shown: it was kept, its shortest run to a break has so many commands, or none has asked it. */
export type PromiseFound = 'kept' | 'notSearched' | number;

/** A version of a library, with what was recorded of it elsewhere. */
export interface SearchedLibrary {
  readonly library: string;
  readonly version: string;
  /** How many searches were recorded. */
  readonly searches: number;
  /** The commits of Faultbook that searched. */
  readonly commits: readonly string[];
  /** Each promise that the library makes in one of its documented uses. */
  readonly promises: Readonly<Record<string, PromiseFound>>;
}

/** Written by `npm run track-record`, from the results of `npm run hunt` and from the measurements of the track record. */
export const searchedLibraries: readonly SearchedLibrary[] = [
  {
    library: 'pg-boss',
    version: '12.38.0',
    searches: 3,
    commits: ['76b9ec5', '9a15a2d'],
    promises: {
      answers: 'kept',
      exclusive: 'kept',
      ended: 'kept',
      submitted: 'kept',
      batch: 'kept',
      budget: 'kept',
      waits: 'notSearched',
      keyHeld: 'notSearched',
      inTurn: 'notSearched',
      groupHeld: 4,
      unique: 'notSearched',
      accepts: 'notSearched',
      word: 'kept',
      removes: 'kept',
      progress: 'kept',
      order: 'kept',
      shownHeld: 'kept',
      shownEnded: 'kept',
      shownRefused: 'notSearched',
      kept: 'kept',
      keepsTrying: 'kept',
      shownDone: 'kept',
      shownFree: 'kept',
      shownWaiting: 'kept',
      unlocks: 'kept',
      finishes: 'kept',
    },
  },
  {
    library: 'bullmq',
    version: '6.7.0',
    searches: 55,
    commits: ['9a15a2d', 'fff4cdb', 'e89eda7'],
    promises: {
      answers: 'kept',
      exclusive: 'kept',
      ended: 6,
      submitted: 'kept',
      batch: 'kept',
      budget: 10,
      waits: 'kept',
      childFirst: 'kept',
      unique: 'kept',
      accepts: 'kept',
      word: 10,
      keepsHeld: 5,
      removes: 'kept',
      progress: 'kept',
      order: 'kept',
      shownHeld: 6,
      shownEnded: 'kept',
      shownRefused: 'kept',
      kept: 'kept',
      keepsTrying: 'kept',
      shownDone: 'kept',
      shownFree: 'kept',
      shownWaiting: 'kept',
      unlocks: 'kept',
      finishes: 'kept',
    },
  },
  {
    library: 'graphile-worker',
    version: '0.18.0',
    searches: 0,
    commits: [],
    promises: {
      answers: 'notSearched',
      exclusive: 'notSearched',
      ended: 'notSearched',
      submitted: 'notSearched',
      batch: 'notSearched',
      budget: 'notSearched',
      waits: 'notSearched',
      groupHeld: 'notSearched',
      unique: 'notSearched',
      accepts: 'notSearched',
      word: 'notSearched',
      keepsHeld: 'notSearched',
      removes: 'notSearched',
      progress: 8,
      order: 'notSearched',
      shownHeld: 'notSearched',
      shownEnded: 'notSearched',
      shownRefused: 'notSearched',
      kept: 5,
      keepsTrying: 'notSearched',
      shownDone: 'notSearched',
      shownFree: 'notSearched',
      shownWaiting: 'notSearched',
      unlocks: 'notSearched',
      finishes: 'notSearched',
    },
  },
];
