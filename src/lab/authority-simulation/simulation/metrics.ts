import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Scrape, ServerScrape } from './scrape.ts';

/** The metrics that the mesh exports to Prometheus. */
export interface Exporter {
  /** Updates the metrics from the measurements at an instant. */
  take(scrape: Scrape): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
}

/** A metric: its name, its help text, and the source of its value. */
type Metric<Source> = readonly [name: string, help: string, valueOf: (source: Source) => number];

/**
 * Counters. The seed document `004…` names the time-outs, the packets and the mismatches. The document also names two
 * gauges that are counted here as well, because an event of a second or two may lie between two scrapes.
 */
const counters: readonly Metric<Scrape>[] = [
  ['authority_transfer_started_total', 'Transfers that were admitted.', ({ tally }) => tally.started],
  ['authority_transfer_attempts_total', 'Attempts to send a player over.', ({ tally }) => tally.attempts],
  ['authority_transfer_timeout_total', 'Attempts that were not confirmed in time.', ({ tally }) => tally.timeouts],
  ['authority_transfer_retry_total', 'Retries.', ({ tally }) => tally.retries],
  ['authority_transfer_confirmed_total', 'Transfers that were confirmed.', ({ tally }) => tally.confirmed],
  ['authority_transfer_rollback_total', 'Transfers that were taken back.', ({ tally }) => tally.rolledBack],
  ['authority_transfer_forced_back_total', 'Transfers that the watchdog took back.', ({ tally }) => tally.forcedBack],
  ['authority_transfer_state_mismatch_total', 'States that arrived changed.', ({ tally }) => tally.stateMismatches],
  ['authority_transfer_split_brain_total', 'Split brains found.', ({ splitBrains }) => splitBrains.found],
  ['authority_transfer_item_duplication_total', 'Items duplicated.', ({ tally }) => tally.itemsDuplicated],
  ['authority_transfer_item_loss_total', 'States and items lost.', ({ tally }) => tally.itemsLost],
  ['inter_server_packets_sent_total', 'Messages sent.', ({ tally }) => tally.packetsSent],
  ['inter_server_packet_loss_total', 'Messages lost.', ({ tally }) => tally.packetsLost],
  ['inter_server_packets_timed_total', 'Messages whose time was measured.', ({ tally }) => tally.packetsTimed],
  ['inter_server_latency_seconds_total', 'Sum of the times measured.', ({ tally }) => tally.packetsMs / 1000],
];

const gauges: readonly Metric<Scrape>[] = [
  ['authority_transfer_queue_depth', 'Players who wait for admission.', ({ waiting }) => waiting],
  [
    'authority_transfer_split_brain_detected',
    'Split brains found and not resolved.',
    ({ splitBrains }) => splitBrains.open,
  ],
  [
    'authority_transfer_item_duplication_detected',
    'Items that exist more than once.',
    ({ tally }) => tally.itemsDuplicated,
  ],
];

/** By `server_id`, as in the document, of servers that are up. */
const serverGauges: readonly Metric<ServerScrape>[] = [
  ['authority_transfer_active_count', 'Transfers under way.', ({ active }) => active],
  ['authority_transfer_duration_seconds', 'Age of the oldest transfer under way.', ({ oldestMs }) => oldestMs / 1000],
  ['server_node_memory_ratio', 'Memory in use, from 0 to 1.', ({ memory }) => memory],
];

const serverCounters: readonly Metric<ServerScrape>[] = [
  ['server_node_busy_seconds_total', 'Time in which the server was busy.', ({ busyMs }) => busyMs / 1000],
];

/** A bound at each threshold of the document, because a quantile is interpolated between two bounds. */
const latencyBounds = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2];

/** Exports a run under the document's names. */
export function createExporter(): Exporter {
  const registry = new Registry();
  const registers = [registry];
  const latency = new Histogram({
    name: 'authority_transfer_latency_seconds',
    help: 'From the start of a transfer until its confirmation.',
    buckets: latencyBounds,
    registers,
  });
  const notifications = new Counter({
    name: 'authority_transfer_notifications_total',
    help: 'Notices to players, by subject.',
    labelNames: ['about'],
    registers,
  });
  const counted = counters.map(([name, help, valueOf]) => ({
    metric: new Counter({ name, help, registers }),
    valueOf,
  }));
  const gauged = gauges.map(([name, help, valueOf]) => ({ metric: new Gauge({ name, help, registers }), valueOf }));
  const labelNames = ['server_id'] as const;
  const ofServers = [
    ...serverGauges.map(([name, help, valueOf]) => ({
      metric: new Gauge({ name, help, labelNames, registers }),
      valueOf,
    })),
    ...serverCounters.map(([name, help, valueOf]) => ({
      metric: new Counter({ name, help, labelNames, registers }),
      valueOf,
    })),
  ];

  return {
    take(scrape) {
      for (const { metric, valueOf } of [...counted, ...gauged]) {
        metric.reset();
        metric.inc(valueOf(scrape));
      }
      for (const { metric, valueOf } of ofServers) {
        metric.reset();
        for (const server of scrape.servers.filter(({ isUp }) => isUp)) {
          metric.inc({ server_id: server.name }, valueOf(server));
        }
      }
      notifications.reset();
      for (const about of ['rollback', 'unavailability', 'stateError', 'slowdown'] as const) {
        notifications.inc({ about }, scrape.tally.notifications[about]);
      }
      for (const ms of scrape.latencies) latency.observe(ms / 1000);
    },
    text: () => registry.metrics(),
  };
}
