/**
 * - `crashBefore`: the worker dies between the two durable steps of the command; the intake, before its one.
 * - `crashAfterRecord`, `crashAfterDebit`: it dies half-way through a commit that is not one step.
 * - `crashAfter`: the worker dies when the last durable step is done, before it learns so.
 * - `replyLost`: the command is done, the worker lives and never learns so.
 * - `clockAhead`, `clockBehind`: the worker's clock is wrong by as much as a lease lasts while it asks. Where the store does
 *   not go by it, nothing happens, and it counts as no fault.
 */
export type QueueFault =
  | 'crashBefore'
  | 'crashAfterRecord'
  | 'crashAfterDebit'
  | 'crashAfter'
  | 'replyLost'
  | 'clockAhead'
  | 'clockBehind';
