/** Then a race shows nothing: the statements took another way. */
export const nothingStaged =
  'no statement came through the stage: each actor has to connect at its overlap.address, or call a client of stageCalls';
