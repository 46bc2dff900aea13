import { describe, expect, test } from 'vitest';
import { failureModeIndex } from '../../src/corpus/failure-modes.ts';
import type { RaceScenario } from '../../src/corpus/race-scenario.ts';
import type { ListedScenario, Scenario } from '../../src/corpus/scenario.ts';
import { parseScenario } from '../../src/corpus/scenarios.ts';

const run: Scenario = {
  id: 'FM_001',
  title: 'Duplicate retry',
  subject: 'queue',
  foundBy: 'a person',
  without: ['fencing'],
  scope: { workers: 2, faults: 0 },
  commands: [{ type: 'lease', worker: 'w1', fault: 'replyLost' }, { type: 'tick' }],
  recovery: [{ type: 'expire' }],
  breaks: { during: ['INV_001'], settled: ['INV_002'], onSystem: { system: 'sqlite', name: 'outcome' } },
  violations: [{ kind: 'settled', name: 'INV_002', at: 3, side: 'both' }],
  prevention: { by: 'policy', alsoOff: ['reconcile'], onModel: null, onSystem: { further: 1, atLeast: 3 } },
};

const listed: ListedScenario = {
  id: 'FM_106',
  title: 'Write skew',
  subject: 'booking',
  foundBy: 'a person',
  indexRow: { scenario: 'booking, check then insert', violated: 'INV_101', length: '6 statements' },
};

const race: RaceScenario = {
  id: 'FM_001',
  title: 'Sold twice',
  subject: 'show',
  subjectFile: '../../show.ts#show',
  system: 'app',
  without: ['lock'],
  scope: { guests: 2 },
  before: [{ type: 'open' }],
  atOnce: ['ann', 'bob'].map((actor) => ({ actor, commands: [{ type: 'book', guest: actor }] })),
  violation: 'notLinearizable',
  prevention: { by: 'policy', preemptions: 1 },
  foundBy: 'faultbook race',
};

test('a race is a scenario, with a row of its own in the index', () => {
  expect(failureModeIndex([{ ...race, folder: 'FM_001_sold_twice' }])).toContain(
    '| Sold twice | show without `lock`, commands at once | notLinearizable (app) | 1, then 2 at once | faultbook race |',
  );
});

test.each<[string, unknown]>([
  ['system', 1],
  ['before', [{}]],
  ['atOnce', race.atOnce.slice(1)],
  ['violation', 'odd'],
  ['prevention', { by: 'chance', preemptions: 1 }],
  ['commands', []],
])('a race with a wrong %s is no scenario', (field, value) => {
  expect(wrongOf({ ...race, [field]: value })).toContain(field);
});

function wrongOf(value: unknown): string {
  const parsed = parseScenario(value);
  return 'wrong' in parsed ? parsed.wrong : 'nothing';
}

describe('a scenario', () => {
  test.each([run, race, listed])('is read as it stands: %o', (scenario) => {
    expect(parseScenario(scenario)).toEqual({ scenario });
  });

  test('needs no recovery, and nothing that only a system shows', () => {
    const { recovery: _recovery, breaks, ...rest } = run;
    const { onSystem: _onSystem, ...onModel } = breaks;
    const scenario = { ...rest, without: [], commands: [], breaks: { ...onModel, during: [] }, violations: [] };
    expect(parseScenario(scenario)).toEqual({ scenario });
  });

  test.each([
    { kind: 'invariant', side: 'model' },
    { kind: 'settled', side: 'both' },
    { kind: 'endless', side: 'model' },
  ])('has violations of the kind and the side %o', (violation) => {
    const scenario = { ...run, violations: [{ ...violation, name: 'INV_001', at: 1 }] };
    expect(parseScenario(scenario)).toEqual({ scenario });
  });

  // Of each field: a value that is nearly right, and the place that is named.
  test.each<[string, unknown]>([
    ['id', 'FM_01'],
    ['id', 'FM_0011'],
    ['id', 'XFM_001'],
    ['title', ''],
    ['subject', 1],
    ['foundBy', ''],
    ['without.0', [1]],
    ['without', 'fencing'],
    ['scope.workers', { workers: -1 }],
    ['scope.workers', { workers: 0.5 }],
    ['commands.0.type', [{ worker: 'w1' }]],
    ['commands.0.fault', [{ type: 'lease', fault: 1 }]],
    ['commands.0.fault', [{ type: 'lease', fault: undefined }]],
    ['recovery.0.type', [{ type: 1 }]],
    ['recovery', undefined],
    ['breaks.during', { settled: [] }],
    ['breaks.during.0', { during: [1], settled: [] }],
    ['breaks.settled', { during: [] }],
    ['breaks.settled.0', { during: [], settled: [1] }],
    ['breaks.onSystem.system', { during: [], settled: [], onSystem: { name: 'x' } }],
    ['breaks.onSystem.name', { during: [], settled: [], onSystem: { system: 'x' } }],
    ['breaks.onSystem', { during: [], settled: [], onSystem: undefined }],
    ['violations.0.kind', [{ kind: 'outcome', name: 'INV_001', at: 1, side: 'both' }]],
    ['violations.0.at', [{ kind: 'settled', name: 'INV_001', at: -1, side: 'both' }]],
    ['violations.0.side', [{ kind: 'settled', name: 'INV_001', at: 1, side: 'system' }]],
    ['prevention.by', { by: 'luck' }],
    ['prevention.onModel', { by: 'policy', alsoOff: [], onSystem: { further: 1, atLeast: 3 } }],
    ['prevention.onSystem', { by: 'fix' }],
    ['prevention.system', { by: 'system', onSystem: { further: 1, atLeast: 3 } }],
    ['prevention.onSystem.further', { by: 'fix', onSystem: { further: 0, atLeast: 3 } }],
  ])('of a run is refused with the place: %s, %j', (place, value) => {
    const [field = ''] = place.split('.');
    expect(wrongOf({ ...run, [field]: value })).toMatch(new RegExp(`^scenario\\.${place}: [^;]*$`));
  });

  test.each<[string, unknown]>([
    ['id', 'FM_1060'],
    ['title', ''],
    ['indexRow.scenario', { ...listed.indexRow, scenario: '' }],
    ['indexRow.violated', { ...listed.indexRow, violated: '' }],
    ['indexRow.length', { ...listed.indexRow, length: 6 }],
    ['indexRow', 'a row'],
  ])('of another kind is refused with the place: %s, %j', (place, value) => {
    const [field = ''] = place.split('.');
    expect(wrongOf({ ...listed, [field]: value })).toMatch(new RegExp(`^scenario\\.${place}: [^;]*$`));
  });

  test('of another kind keeps the fields that only its own reader knows', () => {
    const scenario = { ...listed, schedule: ['T1'] };
    expect(parseScenario(scenario)).toEqual({ scenario });
  });

  test.each([null, undefined, 'text', 1])('is no %j: the place is the whole', (value) => {
    expect(wrongOf(value)).toMatch(/^scenario: /);
  });

  test('with more than one thing wrong has them one after the other', () => {
    expect(wrongOf({ ...run, title: '', foundBy: '' })).toMatch(/^scenario\.title: .+; scenario\.foundBy: .+$/);
  });

  test.each([
    ['a run', { ...run, more: 1 }],
    ['what a run breaks', { ...run, breaks: { ...run.breaks, more: 1 } }],
    ['what a system shows', { ...run, breaks: { ...run.breaks, onSystem: { system: 'x', name: 'y', more: 1 } } }],
    ['a violation', { ...run, violations: [{ ...run.violations[0], more: 1 }] }],
    ['the prevention', { ...run, prevention: { ...run.prevention, more: 1 } }],
    ['a row of the index', { ...listed, indexRow: { ...listed.indexRow, more: 1 } }],
  ])('has no field that it does not know, in %s', (_where, value) => {
    expect(wrongOf(value)).toContain('"more"');
  });
});
