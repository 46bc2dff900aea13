import { createExporter } from '../../../../src/lab/authority-simulation/simulation/metrics.ts';
import type { Settings } from '../../../../src/lab/authority-simulation/simulation/settings.ts';
import { usualSettings } from '../../../../src/lab/authority-simulation/simulation/settings.ts';
import { simulate } from '../../../../src/lab/authority-simulation/simulation/simulate.ts';
import type { Sample, Scraped } from './series.ts';
import { samplesOf, seriesOf } from './series.ts';

const everyMs = 15_000;

/** Small, and as the document has it but for what it says never or hardly ever happens: that is what alerts are for. */
const quiet: Settings = {
  ...usualSettings,
  servers: 8,
  players: 500,
  perSecond: 20,
  transfers: 6100,
  mismatchRate: 0,
  crashesPerServerHour: 0,
};

/** What Prometheus finds when it looks every fifteen seconds, and asks every server of the job whether it is up. */
export async function scrapedFrom(change: Partial<Settings>): Promise<Scraped> {
  const exporter = createExporter();
  const scrapes: Sample[][] = [];
  await simulate(
    { ...quiet, ...change },
    {
      async onScrape(scrape) {
        exporter.take(scrape);
        // The last one comes at the end, whenever that is.
        if (scrape.atMs !== scrapes.length * everyMs) return;
        const up = scrape.servers.map(({ name, isUp }): Sample => ({
          labels: { __name__: 'up', job: 'server_mesh', instance: name },
          value: Number(isUp),
        }));
        scrapes.push([...samplesOf(await exporter.text()), ...up]);
      },
    },
  );
  return seriesOf(scrapes, everyMs);
}

/** What the world exports when its last transfer has ended. */
export async function exportedAtTheEnd(change: Partial<Settings>): Promise<string> {
  const exporter = createExporter();
  await simulate({ ...quiet, ...change }, { onScrape: exporter.take });
  return exporter.text();
}
