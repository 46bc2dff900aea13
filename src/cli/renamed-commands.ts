/** The commands of earlier versions, and the commands that take their place. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['morning', 'faultbook report'],
  ['matrix', 'npm run matrix --'],
  ['simulate', 'npm run simulate --'],
]);

/** Names the new command where the arguments begin with the old name of a command. */
export function formatRenamed([name = '']: readonly string[]): string | null {
  const current = renamed.get(name);
  return current === undefined ? null : `the command '${name}' is now '${current}'`;
}
