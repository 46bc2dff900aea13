import type { Reasons } from './page.ts';

const otherScope = 'the size is in no scope that is used by default';
const notShown = 'no command and no view shows it: an engine never asks for';
const notEnabled = 'no command of the model is enabled that shows it:';
const policyOff = 'with all policies on the code is not reached';

/** Why no engine finds a bug as it is used by default, and what shows the bug. */
export const reasons: Reasons = {
  'the cap of the back-off is forgotten': `${otherScope}: with five attempts, \`check queue --attempts 5 --length 40\` finds the bug`,
  'the cap on jobs in flight counts leases, not jobs': `${policyOff}: a job has two live leases only where storeClock is off, and then a third worker and a second job are needed`,
  'the cap on jobs in flight is one too high':
    'in the scope medium two jobs and a cap of two leave no job too many; `explore queue --system sqlite --scope storm` finds the bug',
  'the bucket gives one retry more than it holds': `${otherScope}: \`check queue --retries 1\` finds the bug`,
  'the leases of the first dead-lettered job alone are dropped':
    'two jobs that use up three attempts each take more than twenty commands; `check queue --scope storm` finds the bug',
  'the store uses the clock of the worker': `${notEnabled} a wrong clock is enabled only where storeClock is off, and there the clock of the worker is the right one`,
  'the clock of a worker stays wrong after the command': `${policyOff}: \`check queue --scope skewed --without storeClock\` finds the bug`,
  'a commit in three steps writes the credit twice and no debit': `${policyOff}: \`check queue --without atomicCommit\` finds the bug`,
  'the reconciler looks at running jobs only':
    'equivalent with fencing on: no attempt commits after the release of its job, and no release follows a commit. `explore queue --system sqlite --attempts 2 --without fencing` finds the bug',
  'an effect before its commit has no credit': `${policyOff}: \`check queue --without commitBoundary\` finds the bug`,
  'an alarm for a commit without an effect never comes': `${notShown} the dashboard (\`detect\`); the bug is not equivalent, as an operator sees no torn commit where atomicCommit is off`,
  'a resubmission is allowed twice': `${notEnabled} an operator resubmits only jobs that were not submitted again`,
  'a key is known only where the id is known too': `${policyOff}: \`explore queue --system sqlite --scope intake --without durableIntake\` finds the bug`,
  'the intake forgets its buffer before the flush is durable': `${policyOff}: \`explore queue --system sqlite --scope intake --without durableIntake\` finds the bug`,
  'the buffer does not know keys': `${policyOff}: \`explore queue --system sqlite --scope intake --without durableIntake\` finds the bug`,
  'a flush writes the first job of the buffer only': `${policyOff}: \`check queue --scope intake --without durableIntake\` finds the bug`,
  'the sweeper ends a hold that is not over': `${notEnabled} the sweeper asks only for holds that are over`,
  'the second line of defence counts confirmed bookings only': `${policyOff}: \`explore booking --system sqlite --without versionCheck\` finds the bug`,
  'the second line of defence counts the bookings of all resources':
    'the scope medium has a single resource; `check booking --scope large` finds the bug',
  'the coordinator hands over to the most loaded server':
    'the scope medium has two servers; `check authority --scope large` finds the bug',
  'one member only is asked for the highest token':
    'the scope medium has no members; `check authority --scope members` finds the bug',
  'a token is recorded by one member only':
    'the scope medium has no members; `check authority --scope members` finds the bug',
  'half a quorum is taken for a majority':
    'equivalent with an odd number of members, and the scope members has three; `check authority --scope members --members 4` finds the bug',
  'a roll-back that was carried out thaws no player':
    'no run of the scopes medium and large and no transition of the scope small has a player that is frozen after its transfer has ended and while its server is in contact; only a lost order to thaw leads there, and no fault loses it',
  'a player hears of an unavailable server once only': `${notShown} the notices to players`,
  'a damaged hand-over notifies no player': `${notShown} the notices to players; the bug is not equivalent, as a player is rolled back without an alarm`,
  'the throttle begins one transfer too late':
    'the scope medium has no throttle; `check authority --scope rush` finds the bug',
  'the bucket of the throttle is refilled from its last transfer':
    'the scope medium has no throttle; `check authority --scope rush` finds the bug',
  'the cap of the back-off of a transfer is forgotten': `${otherScope}: \`check authority --scope small --repeats 6 --length 40\` finds the bug`,
  'a server acts at the instant at which its lease ends': `${notEnabled} a server acts only before the end of its lease`,
  'a server that crashed while it was cut off stays cut off': `${notEnabled} only a server in contact crashes`,
  'a member loses the tokens of all other players':
    'the scope medium has no members, and the scope members a single player; `check authority --scope members --players 2` finds the bug',
  'a booking on Postgres is written by the version that was seen before':
    'the race needs four commands before it; `race booking --depth 4` finds the bug',
  'the sweeper on Postgres trusts the status that it saw before':
    'the race needs four commands before it; `race booking --depth 4` finds the bug',
  'a worker process learns the time after its command':
    'a run starts two processes, so that neither 3,000 runs nor the search for a smaller counterexample end within the limit of five minutes',
  'grants under a cap on Postgres do not wait for each other':
    'the scope small has no cap; `race queue --inFlight 1 --jobs 2` finds the bug',
};
