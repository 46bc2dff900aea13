/**
 * Hides the warning of Node 22 that `node:sqlite` is experimental, about which users of the command line can do nothing. Has
 * to be called in each thread, before the thread loads `node:sqlite`.
 */
export function hideSqliteWarning(): void {
  const emit = process.emitWarning.bind(process) as (...given: unknown[]) => void;
  process.emitWarning = (...given: unknown[]): void => {
    if (!String(given[0]).startsWith('SQLite is an experimental feature')) emit(...given);
  };
}
