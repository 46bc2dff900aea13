/** A server that starts more quickly than this is not mentioned, in milliseconds. */
const quickMs = 2_000;

/**
 * Waits for a server that starts. Prints one line on standard error where that takes long, and no terminal shows a line of
 * progress meanwhile.
 */
export async function whileStarting<Server>(
  what: string,
  starting: Promise<Server>,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): Promise<Server> {
  const timer = stream.isTTY ? undefined : setTimeout(() => stream.write(`starting ${what}\n`), quickMs).unref();
  try {
    return await starting;
  } finally {
    clearTimeout(timer);
  }
}
