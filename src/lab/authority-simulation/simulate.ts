import { mustBeOneOf } from '../../cli/choose.ts';
import { exitCode } from '../../cli/exit.ts';
import { printJson, printLines } from '../../cli/print.ts';
import { showProgress } from '../../cli/progress.ts';
import { prepareMetrics } from './exported.ts';
import { renderSimulation } from './render-simulation.ts';
import type { WorldFlags } from './simulated-world.ts';
import { settingsOf } from './simulated-world.ts';
import type { SimulationReport } from './simulation/report.ts';
import { simulateClaims } from './simulation/report.ts';

export interface SimulateFlags extends WorldFlags {
  readonly studies: boolean;
  readonly json?: boolean;
  readonly metrics?: string;
}

/** The simulations. A simulation is no engine: it shares a subject's name and its document, but not its model. */
const simulated = ['authority'];

/** `npm run simulate`: the exit code. A refuted claim is a result and no violation. */
export async function simulateCommand(name: string, flags: SimulateFlags, signal: AbortSignal): Promise<number> {
  mustBeOneOf('simulation', name, simulated);
  const settings = settingsOf(flags);
  const metrics = flags.metrics === undefined ? null : await prepareMetrics(flags.metrics);
  const startedMs = performance.now();
  const progress = showProgress(`simulating ${name}`);
  let world = '';
  const report = await simulateClaims(settings, {
    studies: flags.studies,
    signal,
    ...(metrics && { onScrape: metrics.take }),
    onWorld: (next) => (world = next),
    onProgress: (ended, of) =>
      progress.update(`${world}, ${ended.toLocaleString('en')} of ${of.toLocaleString('en')} transfers`),
  });
  progress.clear();
  await metrics?.write();
  const seconds = Math.round(performance.now() - startedMs) / 1000;
  printReport(report, seconds, flags);
  return report.isPartial ? exitCode.interrupted : exitCode.success;
}

function printReport(report: SimulationReport, seconds: number, { json }: SimulateFlags): void {
  if (json === true) printJson({ ...report, timing: { seconds } });
  else printLines(renderSimulation(report));
}
