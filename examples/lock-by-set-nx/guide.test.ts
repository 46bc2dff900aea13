import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectQuotedOutput } from '../../properties/cli/quoted-output.ts';
import { check } from '../../src/check/check.ts';
import { lacksRedis, redisPlace } from '../../src/real/database/redis-server.ts';
import { locks } from './subject.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/check-a-lock.md'), 'utf8');
const lacking = lacksRedis();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

test.each(['lock.ts', 'subject.ts'])('the guide has %s as it is in the example', (file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  const published = source.replaceAll("'../../src/subjects/lease-lock/index.ts'", "'faultbook/lease-lock'");
  expect(guide).toContain(`\`\`\`ts\n${published}\`\`\`\n`);
});

describe.runIf(lacking === null)('a lock by SET NX PX and DEL', () => {
  beforeAll(async () => {
    const { address } = await redisPlace();
    vi.stubEnv('REDIS_URL', address);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test('is found wrong as the guide quotes it', () => expectQuotedOutput(guide, import.meta.dirname, 1));

  test.each([2, 3])('is found to free the lock of another client with seed %i', async (seed) => {
    const scope = { clients: 2, locks: 1, faults: 1 };
    const options = { system: 'set-nx', policies: {}, scope, length: 30, runs: 100, seed, shrinkSeconds: 0 };
    const { counterexample } = await check(locks, options);
    expect(counterexample?.violation.name).toBe('keepsOthers');
  });
});
