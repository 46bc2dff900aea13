import { describe, expect, test } from 'vitest';
import { assertDrivable, pgBossFrom } from '../../src/adapters/pg-boss/load.ts';
import type { PgBoss10 } from '../../src/adapters/pg-boss/version-10.ts';
import { asVersion12 } from '../../src/adapters/pg-boss/version-10.ts';

/** An instance that takes down its calls. */
function pgBossWith(calls: unknown[]): PgBoss10 {
  class Instance {
    deleteQueue = async (name: string): Promise<void> => void calls.push(['deleteQueue', name]);
    clearStorage = async (): Promise<void> => void calls.push('clearStorage');
    maintain = async (): Promise<void> => void calls.push('maintain');
    getDb = () => ({
      executeSql: async (...call: unknown[]) => {
        calls.push(call);
        return { rows: [{ id: 'one', state: 'active' }] };
      },
    });
  }
  return Instance as unknown as PgBoss10;
}

describe('pg-boss 10', () => {
  test('has the functions of pg-boss 12 that the adapter calls', async () => {
    const calls: unknown[] = [];
    const instance = new (asVersion12(pgBossWith(calls)))({ schema: 'boss' });
    expect(await instance.findJobs('q')).toEqual([{ id: 'one', state: 'active' }]);
    await instance.supervise('q');
    await instance.deleteQueue('q');
    expect(calls).toEqual([
      [expect.stringMatching(/FROM boss\.job WHERE name = \$1 UNION ALL .*FROM boss\.archive/), ['q']],
      'maintain',
      'clearStorage',
      ['deleteQueue', 'q'],
    ]);
    expect(() => instance.touch('q', 'one')).toThrow('pg-boss 10 does not extend leases');
  });

  test('is the default export of its package, and pg-boss 12 one by name', () => {
    const [older, newer] = [pgBossWith([]), pgBossWith([]) as never];
    const { PgBoss, version } = pgBossFrom({ default: older, PgBoss: newer }, '10.4.2');
    expect(version).toBe('10.4.2');
    expect(PgBoss.prototype).toBeInstanceOf(older);
    expect(pgBossFrom({ default: older, PgBoss: newer }, '12.38.0').PgBoss).toBe(newer);
  });

  test.each([
    ['10.3.3', 10, /^pg-boss 10\.3\.3 is too old for the system pg-boss-10, .*: npm install --save-dev pg-boss@10$/],
    ['12.38.0', 10, /^pg-boss 12\.38\.0 is too new for the system pg-boss-10, .*: npm install --save-dev pg-boss@10$/],
    ['10.4.2', 12, /^pg-boss 10\.4\.2 is too old for the system pg-boss, .*: npm install --save-dev pg-boss@12$/],
  ] as const)('%s is refused by the systems of %s in one line', (version, major, line) => {
    expect(() => assertDrivable({ version }, major)).toThrow(line);
  });

  test('is driven from 10.4 on', () => {
    expect(() => assertDrivable({ version: '10.4.0' }, 10)).not.toThrow();
    expect(() => assertDrivable({ version: '10.99.1' }, 10)).not.toThrow();
  });
});
