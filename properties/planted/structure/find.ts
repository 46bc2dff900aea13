import { subjectOf } from '../../../src/subjects/index.ts';
import { structureBugs } from './bugs.ts';
import { violatedIn } from './violated-in.ts';

/** `node find.ts INV_006`: the invariants that the model of this copy violates, as JSON, in the scope of that bug. */
const bug = structureBugs.find(({ breaks }) => breaks === process.argv[2]);
if (bug === undefined) throw new RangeError(`no planted bug breaks ${process.argv[2]}`);
const subject = subjectOf(bug.subject);
console.log(JSON.stringify(await violatedIn((...setup) => subject.model(...setup), subject, bug)));
