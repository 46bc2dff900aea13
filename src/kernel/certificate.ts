/** Why a counterexample is believed to be as short as it can be. */
export type Certificate =
  | {
      readonly kind: 'shortest';
      /** Every run of at most this many commands was explored, and in none does the invariant fall. */
      readonly exploredDepth: number;
      /** How many distinct states that were. */
      readonly states: number;
      /** Of that exploration, for comparing it with another one's. */
      readonly digest: string;
    }
  | {
      readonly kind: 'locally minimal';
      /** Why no more was proved. */
      readonly reason: string;
    };
