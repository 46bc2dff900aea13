/** Why a counterexample is believed to be minimal. */
export type Certificate =
  | {
      readonly kind: 'minimal';
      /** Every run of at most this many commands was explored, and the invariant holds in all of them. */
      readonly exploredDepth: number;
      /** The number of distinct states of that exploration. */
      readonly states: number;
      /** The digest of that exploration, for comparing it with another exploration. */
      readonly digest: string;
    }
  | {
      readonly kind: 'locally minimal';
      /** Why no more was proved. */
      readonly reason: string;
    };
