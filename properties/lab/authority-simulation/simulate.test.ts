import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { claims } from '../../../src/lab/authority-simulation/simulation/claims.ts';
import type { SimulationReport } from '../../../src/lab/authority-simulation/simulation/report.ts';
import { studies } from '../../../src/lab/authority-simulation/simulation/studies.ts';
import type { Ended } from '../../cli/faultbook.ts';
import { runLabHere } from '../run-lab.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-simulate-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function simulate(args: string, interruptAt?: (reported: string) => boolean): Promise<Ended> {
  return runLabHere(['simulate', ...args.split(' ')], { cwd, ...(interruptAt && { interruptAt }) });
}

function reportOf({ out }: Ended): SimulationReport & { timing: { seconds: number } } {
  return JSON.parse(out) as SimulationReport & { timing: { seconds: number } };
}

describe('npm run simulate', () => {
  test('repeats all but the timing for a seed, and judges every claim in every world', async () => {
    const one = reportOf(await simulate('authority --transfers 1000 --json'));
    const two = reportOf(await simulate('authority --transfers 1000 --json'));
    expect(JSON.stringify({ ...one, timing: 0 })).toBe(JSON.stringify({ ...two, timing: 0 }));
    expect(one.claims.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
    expect(one.studies.map(({ name, variants }) => [name, variants.length])).toEqual(
      studies.map(({ name, variants }) => [name, variants.length]),
    );
    expect(one.timing.seconds).toBeGreaterThan(0);
  });

  test('tells a person what was claimed, what was measured and where it holds', async () => {
    const { code, out } = await simulate(
      'authority --transfers 15000 --without admission,scaling --force-rollback 7@3:stuck',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^authority, simulated: .* without admission, scaling, seed 1\n/);
    expect(out).toMatch(/FM_203 {2}mean time to repair +1\.2 s /);
    expect(out).toMatch(/heartbeat 5 s, then the lease +4\.\d+ s +30 s/);
    expect(out).toContain('forced roll-back of player 7 at 3 s (stuck): noTransferUnderWay');
    for (const { title } of studies) expect(out).toContain(title);
  });

  test('gives a partial answer where it is interrupted, and says so', async () => {
    let reads = 0;
    const { code, out } = await simulate('authority --transfers 1000000000 --no-studies', () => (reads += 1) > 20);
    expect(code).toBe(130);
    expect(out).toMatch(/partial: stopped by the user when [\d,]+ transfers had ended and 0 of \d+ studies were made/);
  });

  test('writes what the world would export to Prometheus, as it is at the end', async () => {
    const file = join(cwd, 'authority.prom');
    const { code, out } = await simulate(`authority --transfers 2000 --no-studies --json --metrics ${file}`);
    const { figures } = reportOf({ code, out, err: '' });
    const text = readFileSync(file, 'utf8');
    expect(code).toBe(0);
    expect(text).toContain('# TYPE authority_transfer_timeout_total counter\n');
    expect(text).toContain(`\nauthority_transfer_started_total ${figures.transfers}\n`);
    expect(text).toContain(`\nauthority_transfer_timeout_total ${figures.timeouts}\n`);
    expect(text).toContain(`\nauthority_transfer_latency_seconds_count ${figures.confirmed}\n`);
    expect(text).toContain('\nauthority_transfer_active_count{server_id="s32"} 0\n');
  });

  test.each([
    ['authority --metrics nowhere/at.prom', /--metrics nowhere\/at\.prom cannot be written: ENOENT/],
    ['authority --metrics .', /--metrics \. cannot be written: it is a folder; name a file in it/],
    ['nobody', /unknown simulation 'nobody'; did you mean 'authority'\?/],
    ['authority --loss 1', /'--loss <share>' argument '1' is invalid\. It has to be a share from 0 to 0\.99/],
    ['authority --transfers many', /'--transfers <number>' argument 'many' is invalid/],
    ['authority --without watchdogs', /unknown policy of the simulation 'watchdogs'; did you mean 'watchdog'\?/],
    ['authority --latency 1 --jitter 4', /--jitter 4 is a part of the latency, and that is 1 ms/],
    ['authority --burst-length 5', /--burst-length says how long a burst is, and there is none/],
    ['authority --force-rollback 12', /It has to be player@seconds:reason, such as/],
    ['authority --force-rollback 99999@1:stuck', /there is no player 99999; the last of 10000 is 9999/],
    ['authority --backoff linear', /'--backoff <reading>' argument 'linear' is invalid/],
  ])('%s is reported in one line, with exit code 2', async (args, line) => {
    const { code, out, err } = await simulate(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
