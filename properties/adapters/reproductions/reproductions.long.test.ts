import { describe, expect, test } from 'vitest';
import { lacksEtcd } from '../../../src/real/database/etcd-server.ts';
import { lacksRedis } from '../../../src/real/database/redis-server.ts';
import { areVersionsInstalled, newestVersion } from '../versions.ts';
import type { Reproduction } from './reproductions.ts';
import { reproductions } from './reproductions.ts';
import { runScript } from './run-script.ts';

const lacking = { Postgres: null, Redis: lacksRedis(), etcd: lacksEtcd() };
for (const line of Object.values(lacking)) if (line !== null) console.warn(`skipped: ${line}`);
const startable = reproductions.filter(({ server }) => lacking[server] === null);
const isNewest = ({ library, bad }: Reproduction): boolean => bad.version === newestVersion(library);

/** Expects that a script prints this line, and nothing else. */
async function expectLine(
  { script, library, server }: Reproduction,
  { version, line }: Reproduction['bad'],
): Promise<void> {
  expect(await runScript(script, { library, version, server })).toMatchObject({ out: `${line}\n`, code: 0 });
}

test.each(startable.filter(isNewest))('$script shows a bug of the newest version', (one) => expectLine(one, one.bad));

describe.runIf(areVersionsInstalled())('a version with a known bug, and the version that mends it', () => {
  test.each(startable.filter((one) => !isNewest(one)))('$script', async (one) => {
    await expectLine(one, one.bad);
    if (one.good !== null) await expectLine(one, one.good);
  });
});
