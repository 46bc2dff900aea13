import type { StarterChoices } from './starter.ts';
import { exportOf } from './starter.ts';
import { subjectText } from './subject-text.ts';
import { workflowText } from './workflow-text.ts';

/** A file that `faultbook init` writes. */
export interface StarterFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
}

/** The files of a new project: a configuration, a subject that runs, its test, and a workflow for nights. */
export function starterFiles(choices: StarterChoices): readonly StarterFile[] {
  const { subject, ending, hasWorkflow } = choices;
  return [
    { path: `faultbook.config.${ending}`, text: configText(choices) },
    { path: `faultbook/${subject}.${ending}`, text: subjectText(choices) },
    { path: `faultbook/${subject}.test.${ending}`, text: testText(choices) },
    ...(hasWorkflow ? [{ path: '.github/workflows/faultbook.yml', text: workflowText(choices) }] : []),
  ];
}

function configText(choices: StarterChoices): string {
  const name = exportOf(choices);
  return `import { defineConfig } from 'faultbook';
import { ${name} } from './faultbook/${choices.subject}.${choices.ending}';

export default defineConfig({ subjects: [${name}] });
`;
}

function testText(choices: StarterChoices): string {
  const name = exportOf(choices);
  return `import { describeCorpus, test } from 'faultbook/vitest';
import { ${name} } from './${choices.subject}.${choices.ending}';

test.subject(${name}, { runs: 500 });

// Each counterexample that is kept is a test as well: it fails until its bug is mended.
describeCorpus('counterexamples');
`;
}
