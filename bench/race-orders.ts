import { plantedRaces } from '../properties/planted/race/bugs.ts';
import { racesWith } from '../properties/race/engine.ts';
import { searchBug } from '../properties/race/orders/bug-searches.ts';
import { comparePairs } from '../properties/race/orders/compare.ts';
import { formatNumber } from '../src/report/numbers.ts';
import { table } from '../src/report/table.ts';
import { booking } from '../src/subjects/booking/subject.ts';
import { queue } from '../src/subjects/queue/subject.ts';

/**
 * The search of all orders beside that of all schedules, on 50 pairs of commands of the queue and booking whose statements
 * meet; and all searches on the smallest race of each planted bug.
 */
const subjects = [
  ['queue', queue, 3],
  ['booking', booking, 6],
] as const;

const pairs: string[][] = [];
for (const [name, subject, depth] of subjects) {
  const compared = await comparePairs(subject, { depth, count: 25 });
  const sum = (part: 'all' | 'orders'): number => compared.reduce((total, one) => total + one[part].runs, 0);
  const missed = compared.flatMap(({ all, orders }) => all.outcomes.filter((one) => !orders.outcomes.includes(one)));
  const strayed = compared.flatMap(({ all, orders }) => [...all.strayed, ...orders.strayed]);
  const most = Math.max(...compared.map(({ all }) => all.runs));
  const mostOrders = Math.max(...compared.map(({ orders }) => orders.runs));
  pairs.push(
    [name, compared.length, sum('all'), most, sum('orders'), mostOrders, missed.length, strayed.length].map((cell) =>
      typeof cell === 'number' ? formatNumber(cell) : cell,
    ),
  );
}
for (const line of table(['subject', 'pairs', 'schedules', 'most', 'orders', 'most', 'missed', 'strayed'], pairs))
  console.log(line);
console.log();

const bugs: string[][] = [];
for (const bug of plantedRaces.filter(({ shortest }) => shortest !== null)) {
  const { found } = await racesWith(bug);
  if (found === null) throw new Error(`nothing was found: ${bug.name}`);
  const { bounded, orders, all, random } = await searchBug(bug, found.race);
  bugs.push([
    bug.name,
    `${bounded.first} of ${bounded.runs}`,
    `${orders.wrong} of ${orders.runs}`,
    `${all.wrong} of ${formatNumber(all.runs)}`,
    `${random.wrong}`,
    `${random.first}`,
  ]);
}
for (const line of table(['planted bug', 'bounded, first', 'orders', 'schedules', 'PCT in 100', 'first'], bugs))
  console.log(line);
