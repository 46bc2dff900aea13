import { EnvironmentError } from '../../kernel/environment-error.ts';

/** Where a member of etcd is reached, and as whom. */
export interface EtcdEndpoint {
  /** The address as it may be printed: without the password. */
  readonly shown: string;
  readonly place: { readonly socketPath: string } | { readonly host: string; readonly port: string };
  readonly login: { readonly name: string; readonly password: string } | null;
}

/** The addresses in a list with commas. A comma is part of an address, as of its password, where no address begins after it. */
export function splitEndpoints(list: string): string[] {
  return list.split(/,(?=\s*(?:https?:\/\/|unix:))/);
}

/** Parses `http://host:port`, with `user:password@` before the host, or `unix:` and the path of a socket. Throws `EnvironmentError`. */
export function parseEndpoint(given: string): EtcdEndpoint {
  const text = given.trim();
  const shown = withoutPassword(text);
  if (text.startsWith('unix:')) return { shown, place: { socketPath: text.slice('unix:'.length) }, login: null };
  if (!URL.canParse(text) || !text.startsWith('http://'))
    throw new EnvironmentError(
      `'${shown}' is no address of etcd: it does not look like http://127.0.0.1:2379, or http://user:password@127.0.0.1:2379`,
    );
  const { hostname, port, username, password } = new URL(text);
  const place = { host: hostname.replaceAll(/[[\]]/g, ''), port };
  try {
    const login = { name: decodeURIComponent(username), password: decodeURIComponent(password) };
    return { shown, place, login: username === '' ? null : login };
  } catch {
    throw new EnvironmentError(
      `'${shown}' is no address of etcd: in its user or password, a percent sign is %25, and a comma %2C`,
    );
  }
}

/**
 * A malformed address may have a password in any place before its last `@`. Without one, as where a comma of a password was
 * taken for the end, what is no number of a port may be a password.
 */
function withoutPassword(endpoint: string): string {
  const shown = endpoint.includes('@')
    ? endpoint.replace(/^([a-z]+:\/\/)?.*@/is, '$1')
    : endpoint.replace(/^([a-z]+:\/\/)?([^:/]*):(?!\d*(?:[/?]|$)).*/is, '$1$2:…');
  return shown.replace(/\?.*/s, '');
}
