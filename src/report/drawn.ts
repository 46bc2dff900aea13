/** What an exploration covers of the fields whose values random runs draw: one value of each. Empty without such fields. */
export function formatDrawn({ drawn = [] }: { readonly drawn?: readonly string[] }): string {
  return drawn.length === 0 ? '' : `, with one value of ${drawn.join(', ')}`;
}
