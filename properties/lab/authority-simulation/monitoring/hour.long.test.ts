import { expect, test } from 'vitest';
import { expectQuoted } from '../../../quoted.ts';
import { firingsOf, rulesIn } from './alerting.ts';
import { scrapedFrom } from './worlds.ts';

/** As `npm run simulate -- authority` has it: the world in which the document's figures hold. */
const documentsWorld = {
  servers: 32,
  players: 10_000,
  perSecond: 100,
  transfers: 360_000,
  mismatchRate: 0.00005,
  crashesPerServerHour: 0.23,
};

test('in the document’s hour its time-out rule nearly always fires, its text’s never', async () => {
  const scraped = await scrapedFrom(documentsWorld);
  const firing = (file: string): Record<string, number> =>
    Object.fromEntries(
      rulesIn(file)
        .map((rule) => [rule.alert, new Set(firingsOf(rule, scraped, 3).flatMap(({ at }) => at)).size] as const)
        .filter(([, scrapes]) => scrapes > 0),
    );
  expect(scraped.scrapes).toBe(241);
  expectQuoted(
    'docs/subjects/authority.md',
    '241 scrapes; `hour.long.test.ts`) the document’s alert on time-outs fires at 232 scrapes',
  );
  expectQuoted('docs/subjects/authority.md', 'Its alert on mismatches fires at 198,');
  expectQuoted('docs/subjects/authority.md', 'its alert on servers at 4.');
  const rightly = { ServerNodeUnhealthy: 4, AuthorityTransferStateMismatch: 198 };
  expect(firing('alerts.yml')).toEqual(rightly);
  expect(firing('alerts-as-written.yml')).toEqual({ AuthorityTransferTimeoutHigh: 232, ...rightly });
});
