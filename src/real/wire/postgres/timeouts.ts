import { rememberByText } from './by-text.ts';

/** A setting by which Postgres ends a statement or a session after some time. */
interface Timeout {
  readonly name: string;
  /** The first version of the server that has it, as `server_version_num`. */
  readonly since: number;
  /** The SQLSTATE of its error. */
  readonly code: string;
}

/** All of them run in real time, also while the stage holds a statement. */
const timeouts: readonly Timeout[] = [
  { name: 'statement_timeout', since: 0, code: '57014' },
  { name: 'lock_timeout', since: 0, code: '55P03' },
  { name: 'idle_in_transaction_session_timeout', since: 0, code: '25P03' },
  { name: 'idle_session_timeout', since: 140_000, code: '57P05' },
  { name: 'transaction_timeout', since: 170_000, code: '25P04' },
];

/** The settings that switch every time-out off on a server of this version. */
export function noTimeouts(version: number): Readonly<Record<string, string>> {
  return Object.fromEntries(timeouts.filter(({ since }) => since <= version).map(({ name }) => [name, '0']));
}

const isOff = /^(?:0+[a-z]*|default)$/i;

/** The time-outs that this text of a statement, or this setting at the start of a session, switches on. */
export const timeoutsIn: (text: string) => readonly string[] = rememberByText((text) => {
  const names = timeouts.filter(({ name }) => {
    // At the start of a session a name may have hyphens.
    const setting = new RegExp(
      `\\b${name.replaceAll('_', '[_-]')}\\b['"]?\\s*(?:=|\\bTO\\b|,)\\s*['"]?([^'"\\s;,)]+)`,
      'gi',
    );
    return [...text.matchAll(setting)].some(([, value = '']) => !isOff.test(value));
  });
  return names.map(({ name }) => name);
});

/**
 * The time-out of which this error tells, by its fields. `NOWAIT` has the SQLSTATE of `lock_timeout`, and a cancelled
 * statement has that of `statement_timeout`: neither is a time-out.
 */
export function struckTimeout(fields: ReadonlyMap<string, string>): string | null {
  const struck = timeouts.find(({ code }) => code === fields.get('C'));
  if (struck === undefined || fields.get('R') !== 'ProcessInterrupts') return null;
  return /user request/.test(fields.get('M') ?? '') ? null : struck.name;
}
