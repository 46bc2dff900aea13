import type { Reasons } from './page.ts';

const notShown = 'no command and no view shows it: an engine never asks for';
const notEnabled = 'no command of the model is enabled that shows it:';
const policyOff = 'with all policies on the code is not reached';

/** Why no engine finds a bug as it is used by default, and what shows the bug. */
export const reasons: Reasons = {
  'the cap on jobs in flight counts leases, not jobs': `${policyOff}: a job has two live leases only where storeClock is off, and then a third worker and a second job are needed`,
  'the bucket gives one retry more than it holds': 'a matter of chance: two of the seeds 1 to 4 find the bug',
  'the reconciler looks at running jobs only':
    'a matter of chance, since a part of the check has fencing off: other seeds find the bug. Equivalent with fencing on: no attempt commits after the release of its job, and no release follows a commit. `explore queue --system sqlite --attempts 2 --without fencing` finds the bug',
  'an alarm for a commit without an effect never comes': `${notShown} the dashboard (\`detect\`); the bug is not equivalent, as an operator sees no torn commit where atomicCommit is off`,
  'a roll-back that was carried out thaws no player':
    'no run of the scopes medium and large and no transition of the scope small has a player that is frozen after its transfer has ended and while its server is in contact; only a lost order to thaw leads there, and no fault loses it',
  'a player hears of an unavailable server once only': `${notShown} the notices to players`,
  'a damaged hand-over notifies no player': `${notShown} the notices to players; the bug is not equivalent, as a player is rolled back without an alarm`,
  'a server that crashed while it was cut off stays cut off': `${notEnabled} only a server in contact crashes`,
  'a booking on Postgres is written by the version that was seen before':
    'the race needs four commands before it; `race booking --depth 4` finds the bug',
  'the sweeper on Postgres trusts the status that it saw before':
    'the race needs four commands before it; `race booking --depth 4` finds the bug',
  'a worker process learns the time after its command':
    'a run starts two processes, so that neither 3,000 runs nor the search for a smaller counterexample end within the limit of five minutes',
  'grants under a cap on Postgres do not wait for each other':
    'the scope small has no cap; `race queue --inFlight 1 --jobs 2` finds the bug',
};
