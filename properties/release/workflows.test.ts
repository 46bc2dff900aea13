import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly name: string;
  readonly on: object;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const folder = '.github/workflows';
const names = readdirSync(join(root, folder));
const workflow = (name: string): Workflow => parse(read(join(folder, name))) as Workflow;
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

test('there is a workflow for tests, for releases and for nights', () => {
  expect(names.toSorted()).toEqual(['overnight.yml', 'release.yml', 'test.yml']);
});

describe.each(names)('the workflow %s', (name) => {
  const { on, permissions, jobs } = workflow(name);

  test('may only read unless a job says more, and ends in time', () => {
    expect(Object.keys(on).length).toBeGreaterThan(0);
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(360);
  });

  test('runs only scripts that package.json has, and actions of a version', () => {
    const steps = stepsOf(workflow(name));
    expect(steps.some(({ run }) => run === 'npm ci')).toBe(true);
    for (const { run, uses } of steps) expect(Number(run !== undefined) + Number(uses !== undefined)).toBe(1);
    const actions = steps.flatMap(({ uses = [] }) => uses);
    expect(actions.filter((action) => !/^[\w-]+\/[\w/-]+@v\d+$/.test(action))).toEqual([]);
    const texts = steps.flatMap(({ run = '', with: options = {} }) => [run, Object.values(options).join('\n')]);
    const used = texts.flatMap((text) => [...text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g)].map(([, one]) => one));
    expect(used.filter((one) => scripts[String(one)] === undefined)).toEqual([]);
  });

  test('names no registry, since npm has its default', () => {
    expect(read(join(folder, name))).not.toMatch(/registry-url|npmjs|\.npmrc|NPM_TOKEN/);
  });
});

test('a release is published as its workflow, after the test of the package', () => {
  const { jobs } = workflow('release.yml');
  expect(jobs['release']?.permissions).toMatchObject({ 'id-token': 'write' });
  const steps = jobs['release']?.steps ?? [];
  const tested = steps.findIndex(({ run }) => run === 'npm run test:package');
  const published = steps.findIndex(({ uses }) => uses?.startsWith('changesets/action@') === true);
  expect(tested).toBeGreaterThan(0);
  expect(published).toBeGreaterThan(tested);
  const { publishConfig } = JSON.parse(read('package.json')) as { publishConfig: object };
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
});

test('a night goes on with the journal and the counterexamples of the nights before', () => {
  const steps = stepsOf(workflow('overnight.yml'));
  const kept = steps.filter((step) => step.with?.['path'] === '.faultbook\ncounterexamples\n');
  expect(kept.map(({ uses, if: when = 'success()' }) => [uses?.replace(/@.*/, ''), when])).toEqual([
    ['actions/cache/restore', 'success()'],
    ['actions/cache/save', 'always()'],
  ]);
});

test('the guide to nights quotes their workflow', () => {
  expect(read('docs/guide/nightly.md')).toContain(`\n\`\`\`yaml\n${read(join(folder, 'overnight.yml'))}\`\`\`\n`);
});

test('each issue template is a form with a name and fields of a known type', () => {
  const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');
  expect(forms.length).toBeGreaterThan(1);
  for (const name of forms) {
    const form = parse(read(join('.github/ISSUE_TEMPLATE', name))) as Form;
    expect([form.name, form.description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    const ids = form.body.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, attributes } of form.body) {
      expect(['input', 'textarea']).toContain(type);
      expect(attributes.label).toMatch(/./);
    }
  }
});

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id: string; readonly attributes: { label: string } }[];
}
