import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recheckCertificate } from '../../src/check/recheck.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import type { Certificate } from '../../src/kernel/certificate.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const root = join(import.meta.dirname, '../..');
// The traces of the isolation matrix have no certificate of an exploration.
const paths = globSync('failure_modes/*/trace.json', { cwd: root }).filter((path) => !/FM_10[67]/.test(path));
const minimal: (readonly [path: string, trace: Trace, certificate: Extract<Certificate, { kind: 'minimal' }>])[] = [];
for (const path of paths) {
  const trace = await readTrace(join(root, path));
  if (trace.certificate?.kind === 'minimal') minimal.push([path, trace, trace.certificate]);
}

test('there are failure modes with a certificate of minimality', () => {
  expect(minimal.length).toBeGreaterThan(2);
});

test.each(minimal)('the certificate of %s holds for the present model', async (_, trace, certificate) => {
  const { exploredDepth, states, digest } = certificate;
  expect(await recheckCertificate(subjectOf(trace.subject), trace, certificate)).toEqual({
    verdict: 'confirmed',
    exploredDepth,
    states,
    digest,
    isViolated: false,
  });
});
