/**
 * A name for files or schemas that belong to this process alone, for as long as it runs: with its host and its process id.
 */
export function ownedName(prefix: string, host: string): string {
  return `${prefix}${hostIn(host)}-${process.pid}`;
}

/**
 * Whether the owner of this name was a process of this host that is gone. Processes of other hosts, or containers, cannot be
 * checked: their files and schemas stay. `name` may go on after the process id.
 */
export function isLeftover(name: string, prefix: string, host: string): boolean {
  const own = `${prefix}${hostIn(host)}-`;
  if (!name.startsWith(own)) return false;
  const [pid] = /^[1-9]\d{0,9}(?=$|[-.])/.exec(name.slice(own.length)) ?? [];
  return pid !== undefined && isGone(Number(pid));
}

/** The end of a host's name, where names of hosts differ: sockets below a folder need a short path. */
function hostIn(host: string): string {
  return host.replaceAll(/\W+/g, '_').slice(-12);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Any other error: the process runs, and another user owns it.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
