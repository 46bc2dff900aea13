import type { Promotion } from './promotion.ts';
import { aboutFails, fieldsOf, imports, literal, runOf } from './test-text.ts';

/** `tests/repro_fmNNN.test.ts`, before formatting: reproduces the fault. */
export function reproTestText(promotion: Promotion): string {
  return promotion.prevention.isBug ? reproOfBug(promotion) : reproOfPolicy(promotion);
}

function reproOfPolicy({ scenario, falls, told, trace }: Promotion): string {
  const names = ['breaksOf', 'policiesWithout', 'readTrace', 'replay', 'subjectOf'];
  if (falls.length > 0) names.push('setUp', 'runToViolation', 'restrictTo');
  return `import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
${imports(names)}

const subject = subjectOf(scenario.subject);
const policies = policiesWithout(subject, scenario.without);
${falls.length > 0 ? fieldsOf(scenario, 'scope, commands') : 'const { scope, commands } = scenario;'}

describe(${literal(`${scenario.id}: ${scenario.title}, in the ${told.setUp}`)}, () => {
  test(${literal(`the model violates ${formatViolated(violatedOnModel(scenario))}`)}, () => {
    const broken = breaksOf(subject.model(policies, scope), commands${scenario.recovery === undefined ? '' : ', scenario.recovery'});
    expect(broken).toEqual(${literal(violatedOnModel(scenario))});
  });
${falls.length > 0 ? fallsOnSystems(scenario, falls) : ''}
  test(${literal(`the trace has the same commands, and ${trace.system} reproduces its violation`)}, async () => {
    const trace = await readTrace(join(import.meta.dirname, '../trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, policies, scope, commands });
    expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
  });
});
`;
}

function fallsOnSystems(scenario: Promotion['scenario'], falls: Promotion['falls']): string {
  return `
  describe.each(subject.systems)('on $name', ({ name: system }) => {
    const pair = setUp(subject, { system, policies, scope });

    test.each(${literal(falls)} as const)('$name is violated ($kind), after command $at', async (violation) => {
      expect((await runToViolation(restrictTo(pair, violation), ${runOf(scenario)}))?.violation).toMatchObject(violation);
    });
  });
`;
}

function reproOfBug({ scenario, trace, told }: Promotion): string {
  const { kind, name } = trace.violation;
  const names = ['setUp', 'policiesWithout', 'readTrace', 'subjectOf', 'runToViolation', 'restrictTo'];
  return `import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
${imports(names)}

const subject = subjectOf(scenario.subject);
const policies = policiesWithout(subject, scenario.without);
${fieldsOf(scenario, 'scope, commands')}
const pair = setUp(subject, { system: ${literal(trace.system)}, policies, scope });
const found = await runToViolation(restrictTo(pair, ${literal({ kind, name })} as const), ${runOf(scenario)});

describe(${literal(`${scenario.id}: ${scenario.title}, in the ${told.setUp}`)}, () => {
  ${aboutFails}
  test.fails(${literal(`on ${trace.system} the commands end without the violation ${name}`)}, () => {
    expect(found?.violation).toBeUndefined();
  });

  test('the trace has the same commands', async () => {
    const trace = await readTrace(join(import.meta.dirname, '../trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, policies, scope, commands });
  });
});
`;
}

function violatedOnModel({ breaks }: Promotion['scenario']): Omit<Promotion['scenario']['breaks'], 'onSystem'> {
  return { during: breaks.during, settled: breaks.settled };
}

/** For example `exactly INV_001, and INV_002 after recovery`. */
function formatViolated({ during, settled }: Promotion['scenario']['breaks']): string {
  const onTheWay = during.length === 0 ? [] : [during.join(' and ')];
  const after = settled.length === 0 ? [] : [`${settled.join(' and ')} after recovery`];
  const both = [...onTheWay, ...after].join(', and ');
  return both === '' ? 'no invariant' : `exactly ${both}`;
}
