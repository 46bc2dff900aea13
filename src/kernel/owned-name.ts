/** A name for what belongs to this process alone, and for no longer than it runs: with its host and its number. */
export function ownedName(prefix: string, host: string): string {
  return `${prefix}${hostIn(host)}-${process.pid}`;
}

/**
 * Whether what has this name was left behind by a process of this host that is gone. Of another host, or container, nothing
 * is known: what belongs to it stays. `name` may go on after the number.
 */
export function isLeftover(name: string, prefix: string, host: string): boolean {
  const own = `${prefix}${hostIn(host)}-`;
  if (!name.startsWith(own)) return false;
  const [pid] = /^[1-9]\d{0,9}(?=$|[-.])/.exec(name.slice(own.length)) ?? [];
  return pid !== undefined && isGone(Number(pid));
}

/** The end of it, where names of hosts differ: sockets below a folder need a short path. */
function hostIn(host: string): string {
  return host.replaceAll(/\W+/g, '_').slice(-12);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Any other error: the process is there, and another user owns it.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
