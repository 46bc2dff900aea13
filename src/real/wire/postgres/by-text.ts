/** So many texts are remembered: a client that writes values into its statements has no end of them. */
const mostTexts = 1_000;

/** The same function of a text, which remembers its results: a client sends the same few statements again and again. */
export function rememberByText<Result>(find: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = find(text);
    if (known.size === mostTexts) known.clear();
    known.set(text, result);
    return result;
  };
}
