/**
 * - `crashBefore`: the worker crashes between the two durable steps of the command; the intake, before its only step.
 * - `crashAfterRecord`, `crashAfterDebit`: the worker crashes half-way through a commit that has several steps.
 * - `crashAfter`: the worker crashes after the last durable step, before the reply arrives.
 * - `replyLost`: the command is done, the worker stays up and gets no reply.
 * - `clockAhead`, `clockBehind`: during the request, the worker's clock is wrong by the length of a lease. Where the
 *   store does not use the worker's clock, the fault has no effect, and does not count.
 */
export type QueueFault =
  | 'crashBefore'
  | 'crashAfterRecord'
  | 'crashAfterDebit'
  | 'crashAfter'
  | 'replyLost'
  | 'clockAhead'
  | 'clockBehind';
