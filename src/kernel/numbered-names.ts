/** Names such as `w1`, `w2`: a letter and a number, from 1 on. */
export function numberedNames(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
}
