import { setInterval } from 'node:timers';

// Ends the worker process and its children once the parent process is gone, even where the worker hangs.

const startedBy = process.ppid;
setInterval(() => {
  if (process.ppid !== startedBy) process.kill(-process.pid, 'SIGKILL');
}, 500);
