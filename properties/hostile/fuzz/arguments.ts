import * as fc from 'fast-check';
import { everySystemOf } from '../../../src/kernel/subject.ts';
import { subjects } from '../../../src/subjects/index.ts';
import type { Attempt, FileKind } from './attempt.ts';
import { hostileText, nearMiss } from './texts.ts';
import { keptTraces } from './traces.ts';

/** Each command, set up so that it is done soon, and the flags that it takes with a value, by the kind of the value. */
const commands: readonly { readonly args: readonly string[]; readonly flags: Readonly<Record<string, Kind>> }[] = [
  {
    args: ['check', 'queue', '--runs', '1', '--length', '5'],
    flags: {
      '--without': 'name',
      '--system': 'name',
      '--scope': 'name',
      '--counterexamples': 'path',
      '--timeout': 'number',
      '--seed': 'number',
      '--jobs': 'number',
      '--subject': 'path',
    },
  },
  { args: ['explore', '--max-states', '50'], flags: { '--subject': 'path' } },
  {
    args: ['explore', 'queue', '--max-states', '50'],
    flags: { '--without': 'name', '--scope': 'name', '--depth': 'number', '--symmetry': 'name' },
  },
  {
    args: ['explore', 'queue', '--workers-in-model', '1', '--faults', '0', '--attempts', '1'],
    flags: { '--dot': 'path', '--retries': 'number' },
  },
  {
    args: ['simulate', 'authority', '--transfers', '20', '--no-studies'],
    flags: {
      '--metrics': 'path',
      '--without': 'name',
      '--loss': 'number',
      '--jitter': 'number',
      '--timeout': 'number',
      '--burst-length': 'number',
      '--force-rollback': 'name',
      '--resolution': 'name',
    },
  },
  { args: ['matrix', 'booking'], flags: { '--pattern': 'name', '--keep': 'path' } },
  { args: ['replay', 'good.json'], flags: { '--system': 'name', '--step': 'number', '--timeout': 'number' } },
  { args: ['replay', 'a-pipe'], flags: {} },
  { args: ['replay', 'a-folder'], flags: {} },
  {
    args: ['promote', 'good.json', '--name', 'a_name', '--number', '1'],
    flags: { '--name': 'name', '--title': 'name' },
  },
  // Without a time that it may take, it does not begin.
  { args: ['overnight', 'queue'], flags: { '--systems': 'name', '--workers': 'number', '--counterexamples': 'path' } },
  { args: ['overnight', '--resume'], flags: { '--counterexamples': 'path', '--timeout': 'number' } },
  { args: ['ablate', 'queue', '--max-states', '50', '--system', 'none'], flags: { '--scope': 'name' } },
  { args: ['sweep', 'queue', '--system', 'postgres'], flags: { '--timeout': 'number' } },
  { args: ['report'], flags: {} },
];

type Kind = 'name' | 'number' | 'path';

const names = subjects.flatMap(({ name, policies, scopes, ...systems }) =>
  [name].concat(
    Object.keys(policies),
    Object.keys(scopes),
    everySystemOf(systems).map((system) => system.name),
  ),
);

const files: Readonly<Record<string, FileKind>> = {
  'good.json': keptTraces[0] ?? '',
  'a-file': 'text',
  'a-folder': { is: 'a folder' },
  'a-pipe': { is: 'a pipe' },
  'a-full-disk': { is: 'a full disk' },
  'counterexamples/a-pipe.json': { is: 'a pipe' },
  'read-only': { is: 'a read-only folder' },
};

const paths = [...Object.keys(files), 'missing/inner/x', 'a-file/x', 'a-folder/x', 'a-pipe/x', 'read-only/x', '.'];

/** In the working folder: a path with a separator leads elsewhere. */
const hostilePath = hostileText.map((text) => text.replaceAll(/^\.\.$|\//g, ''));

const values: Readonly<Record<Kind, fc.Arbitrary<string>>> = {
  name: fc.oneof(fc.constantFrom(...names), fc.constantFrom(...names).chain(nearMiss), hostileText),
  number: fc.oneof(fc.constantFrom('1', '2', '101', '99999999999'), hostileText),
  path: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...paths) }, hostilePath),
};

const commandLine: fc.Arbitrary<string[]> = fc.constantFrom(...commands).chain(({ args, flags }) => {
  const known = Object.entries(flags).map(([flag, kind]) =>
    fc
      .tuple(values[kind], fc.constantFrom('apart', 'joined', 'missing'))
      .map(([value, how]) => (how === 'missing' ? [flag] : how === 'joined' ? [`${flag}=${value}`] : [flag, value])),
  );
  const strange = fc.oneof(
    hostileText.map((text) => [`--${text}`]),
    fc
      .constantFrom(...Object.keys(flags), '--json')
      .chain(nearMiss)
      .map((flag) => [flag]),
    hostileText.map((text) => [text]),
  );
  const more = fc.array(
    fc.oneof(
      ...known.map((arbitrary) => ({ weight: 2, arbitrary })),
      { weight: 1, arbitrary: strange },
      { weight: 1, arbitrary: fc.constant(['--json']) },
    ),
    { minLength: 1, maxLength: 3 },
  );
  return more.map((all) => args.concat(all.flat()));
});

const strangeCommand: fc.Arbitrary<string[]> = fc.oneof(
  fc.array(hostileText, { maxLength: 3 }),
  fc
    .constantFrom(...commands, { args: ['start'] })
    .chain(({ args: [name = ''] }) => nearMiss(name).map((near) => [near])),
);

/** With the files that it names; a check reads the folder of counterexamples unasked. */
function attemptOf(args: readonly string[]): Attempt {
  const named = `${args.join(' ')} ${args[0] === 'check' ? 'counterexamples' : ''}`;
  const needed = Object.entries(files).filter(([name]) => named.includes(name.split('/')[0] ?? ''));
  return { args, files: Object.fromEntries(needed) };
}

/** A command line that is nearly one that makes sense, in a folder with files of all kinds. */
export const argumentAttempts: fc.Arbitrary<Attempt> = fc
  .oneof({ weight: 6, arbitrary: commandLine }, { weight: 1, arbitrary: strangeCommand })
  .map(attemptOf);

const pathFlags = commands.flatMap(({ args, flags }) =>
  Object.entries(flags).flatMap(([flag, kind]) => (kind === 'path' ? [args.concat(flag)] : [])),
);

/** A command line that makes sense, but for a path that leads to something else than a file or a folder. */
export const pathAttempts: fc.Arbitrary<Attempt> = fc
  .tuple(fc.constantFrom(...pathFlags), values.path)
  .map(([args, path]) => attemptOf(args.concat(path)));
