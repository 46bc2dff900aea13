import { deepEqual } from 'node:assert/strict';
import { openLibrary } from './library.ts';

const library = await openLibrary(3);
const noNames = { key: null, group: null };

/** A failure, a lease that runs out, five fetches of four jobs, and a job that is left over. */
async function run(): Promise<unknown> {
  await library.reset();
  const names = ['j1', 'j2', 'j3', 'j4'];
  for (const job of names) await library.submit(job, noNames);
  const handed = [...(await library.fetch('w1', 1)), ...(await library.fetch('w2', 1))];
  for (const { handle } of handed.slice(0, 1)) await library.fail(handle);
  const before = await library.shown(names);
  await library.tick(14_400_001);
  await library.maintain();
  for (const worker of ['w1', 'w2', 'w1', 'w2', 'w1']) handed.push(...(await library.fetch(worker, 1)));
  for (const { handle } of handed.slice(3)) await library.complete(handle);
  await library.submit('j5', noNames);
  return { handed: handed.map(({ job }) => job), before, after: await library.shown([...names, 'j5']) };
}

const alone = await run();
console.log(alone);
for (let others = 0; others < 100; others += 1) await run();
deepEqual(await run(), alone);
await library.close();
console.log('the same after a hundred others');
