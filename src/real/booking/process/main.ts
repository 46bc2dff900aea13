import { EnvironmentError } from '../../../kernel/environment-error.ts';
import { openExisting } from '../../database/sqlite.ts';
import { createFailpoints } from '../../failpoints.ts';
import { talkToParent } from '../../program/parent.ts';
import { startBookingClient } from '../client.ts';
import type { Notebook } from '../client.ts';
import { underFault } from '../faults.ts';
import { bookingSchemaOf } from '../sqlite/schema.ts';
import { openSqliteBookingStore } from '../sqlite/store.ts';
import { createUseCase } from '../use-case.ts';
import type { ClientBirth, MessageFromClient, MessageToClient } from './messages.ts';

// A client of booking as a process. The process reads and writes line by line and waits for each line.

const { name, path, policies } = JSON.parse(process.argv[2] ?? '') as ClientBirth;
const { say, hear } = talkToParent<MessageToClient, MessageFromClient>();
let nowMs = 0;
const failpoints = createFailpoints();
const notebook: Notebook = { request: null };
const client = await begin();
say({ type: 'up' });
for (;;) {
  const { command, request, nowMs: sentMs } = hear();
  nowMs = sentMs;
  notebook.request = request;
  try {
    const outcome = await underFault(failpoints.for(name), command, () => client.perform(command));
    say({ type: 'performed', outcome, request: notebook.request, call: client.call });
  } catch (error) {
    printError(error);
  }
}

async function begin(): Promise<ReturnType<typeof startBookingClient>> {
  try {
    const database = openExisting(path, bookingSchemaOf(policies));
    const store = openSqliteBookingStore(database)({ policies, failpoints, clock: { nowMs: () => nowMs } });
    return startBookingClient(name, notebook, createUseCase(await store.connect(name), policies));
  } catch (error) {
    printError(error);
    process.exit(1);
  }
}

function printError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  say({ type: 'threw', message, isOfMachine: error instanceof EnvironmentError });
}
