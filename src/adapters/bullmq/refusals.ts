/** The messages by which BullMQ refuses a report: another worker has the lock, no worker has it, or the job has moved on, as to wait for a child. */
const refusals =
  /^(?:Missing lock|Missing key|Lock mismatch) for job |^Job \S+ (?:is not in the \S+ state|has pending dependencies)/;

/** Whether BullMQ takes the report. It refuses by errors, and any other error is thrown. */
export async function isTaken(report: Promise<unknown>): Promise<boolean> {
  try {
    await report;
    return true;
  } catch (error) {
    if (error instanceof Error && refusals.test(error.message)) return false;
    throw error;
  }
}
