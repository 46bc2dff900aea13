import { once } from 'node:events';
import { keepCounterexample } from '../../src/corpus/counterexamples.ts';
import { aTrace } from './traces.ts';

/** Keeps runs of 2 to 12 commands in a folder, in an order of its own: one of several processes that do so at once. */
// All of them begin at one word, or the first would be done before the last is there.
process.send?.('ready');
await once(process, 'message');
process.disconnect();
const [folder = '', stride = '1'] = process.argv.slice(2);
for (let turn = 0; turn < 22; turn += 1) {
  const length = 2 + (((11 - turn) * Number(stride) + 110) % 11);
  const commands = [...Array.from({ length: length - 1 }, () => ({ type: 'up' })), { type: 'down' }];
  const trace = aTrace({ commands, violation: { kind: 'invariant', name: 'FLOOR', at: length - 1 } });
  await keepCounterexample(folder, trace, { symmetry: [], gone: [] });
}
