import type { Settings } from '../../../../src/lab/authority-simulation/simulation/settings.ts';

/** A world with a fault in it, and every alert that fires there, in the order of the file. All others are silent. */
export interface Fault {
  /** What is otherwise than in the quiet world and no fault: with this alone nothing fires. */
  readonly setting?: Partial<Settings>;
  readonly fault: Partial<Settings>;
  readonly fires: readonly string[];
}

const failing = [
  'AuthorityTransferSuccessLow',
  'AuthorityTransferSuccessCritical',
  'AuthorityTransferRollbackHigh',
] as const;
const [successLow, , rollbackHigh] = failing;

const cutOff: Partial<Settings> = { crashesPerServerHour: 3, partitionShare: 1, seed: 2 };

export const faults: Readonly<Record<string, Fault>> = {
  'links that are slow now and then': {
    fault: { congestionShare: 0.05 },
    fires: ['AuthorityTransferTimeoutHigh', 'AuthorityTransferLatencyP99Critical'],
  },
  'a message in thirty lost': {
    fault: { lossRate: 0.03 },
    fires: ['AuthorityTransferTimeoutHigh', 'InterServerPacketLossHigh', 'AuthorityTransferLatencyP99Critical'],
  },
  'a message in five lost': {
    fault: { lossRate: 0.2 },
    fires: [
      'AuthorityTransferTimeoutHigh',
      'InterServerPacketLossHigh',
      'AuthorityTransferLatencyHigh',
      'AuthorityTransferLatencyP99Critical',
      successLow,
      rollbackHigh,
    ],
  },
  'messages that take 41 ms': {
    fault: { latencyMs: 41 },
    fires: ['AuthorityTransferLatencyHigh'],
  },
  'messages that take 52 ms': {
    fault: { latencyMs: 52, jitterMs: 5 },
    fires: [
      'AuthorityTransferTimeoutHigh',
      'InterServerLatencyHigh',
      'AuthorityTransferLatencyHigh',
      'AuthorityTransferLatencyP99Critical',
      ...failing,
    ],
  },
  'servers that die': {
    fault: { crashesPerServerHour: 3, partitionShare: 0, seed: 2 },
    fires: ['ServerNodeUnhealthy'],
  },
  'servers that are cut off': {
    fault: cutOff,
    fires: [],
  },
  'servers that are cut off, and no fence': {
    fault: { ...cutOff, without: ['fencing'] },
    fires: ['SplitBrainDetected', 'ItemDuplicationDetected'],
  },
  'servers that are cut off, no fence, and the later one wins': {
    fault: { ...cutOff, without: ['fencing'], resolution: 'lastWriteWins' },
    fires: ['SplitBrainDetected', 'AuthorityItemLoss'],
  },
  'two servers of three down at once': {
    setting: { servers: 3 },
    fault: { crashesPerServerHour: 120, partitionShare: 0 },
    fires: [
      'AuthorityTransferTimeoutHigh',
      'ServerNodeUnhealthy',
      'ServerMemoryHigh',
      'AuthorityTransferLatencyP99Critical',
      ...failing,
    ],
  },
  'servers that are slow': {
    setting: { servers: 2, perSecond: 40 },
    fault: { serviceMs: 42 },
    fires: ['AuthorityTransferTimeoutHigh', 'ServerProcessorHigh', 'AuthorityTransferLatencyP99Critical', ...failing],
  },
  'states that come changed': {
    fault: { mismatchRate: 0.002 },
    fires: ['AuthorityTransferStateMismatch'],
  },
  'states that come changed, and no checksum': {
    fault: { mismatchRate: 0.002, without: ['checksum'] },
    fires: ['AuthorityTransferStateMismatch', 'AuthorityItemLoss'],
  },
  'pick-ups that come twice': {
    fault: { duplicationRate: 0.1 },
    fires: [],
  },
  'pick-ups that come twice, and replicas that can be written': {
    fault: { duplicationRate: 0.1, without: ['singleSource'] },
    fires: ['ItemDuplicationDetected'],
  },
  'transfers that lose their timers': {
    fault: { hungRate: 0.002 },
    fires: ['AuthorityTransferForcedBack'],
  },
  'transfers that lose their timers, and no watchdog': {
    fault: { hungRate: 0.002, without: ['watchdog'] },
    fires: ['AuthorityTransferStuck'],
  },
  'so many of them that they pile up': {
    fault: { hungRate: 0.85, transfers: 3000 },
    fires: ['AuthorityTransferStuck', 'AuthorityTransferForcedBack', 'AuthorityTransferHighConcurrency', ...failing],
  },
  'so many of them, and no admission': {
    fault: { hungRate: 1, perSecond: 25, transfers: 4000, without: ['admission'] },
    fires: [
      'AuthorityTransferStuck',
      'AuthorityTransferForcedBack',
      'AuthorityTransferHighConcurrency',
      'AuthorityTransferConcurrencyCritical',
      ...failing,
    ],
  },
};
