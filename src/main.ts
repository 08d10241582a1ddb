#!/usr/bin/env node

// Nothing else is imported before the version is known to be new enough: better-sqlite3 crashes under Node.js 20.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isSupported = major > 22 || (major === 22 && minor >= 22);

process.exitCode = isSupported ? await runHere() : await runElsewhere();
closeChannel();

async function runHere(): Promise<number> {
  const { collectLate, collectLateBelowBytes, keepMemorySmall, keepRowsYoung } = await import('./cli/lean-loading.ts');
  const { sizeOfRoster, startEarlyWorker } = await import('./app/early-worker.ts');
  const args = process.argv.slice(2);
  // No flag may change from here on: V8 refuses what was compiled under others.
  keepRowsYoung();
  keepMemorySmall();
  const rosterBytes = sizeOfRoster(args);
  if (rosterBytes > 0 && rosterBytes < collectLateBelowBytes) collectLate();
  const rosterWorker = startEarlyWorker(rosterBytes);
  const { runCli } = await import('./cli/run-cli.ts');
  const { outliveLostLines } = await import('./runtime/lost-lines.ts');
  dieWithLauncher();
  endOnFault();
  return runCli(args, {
    rosterWorker,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    lostLines: outliveLostLines(process.stderr),
    onStop: stopSignal,
    onReady: () => void process.send?.('ready'),
  });
}

/** An older Node.js only starts the one that was installed with Rollcall. */
async function runElsewhere(): Promise<number> {
  const { findNewerNode, runUnder } = await import('./cli/newer-node.ts');
  const node = findNewerNode();
  if (node !== null) return runUnder(node, process.argv.slice(1));
  process.stderr.write(
    `Error: Rollcall needs Node.js 22.22 or newer, and this is ${process.versions.node} (${process.execPath}).\n` +
      '  To mend it: install Node.js 24, or run "npm ci" without --omit=optional to get one beside Rollcall.\n',
  );
  return 2;
}

/** The first SIGTERM or SIGINT asks for a clean stop; a later one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return stop.signal;
}

/** Whoever started us under this Node.js and was killed meant us: see cli/newer-node.ts. */
function dieWithLauncher(): void {
  if (process.env.ROLLCALL_LAUNCHED === undefined || process.send === undefined) return;
  delete process.env.ROLLCALL_LAUNCHED;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}

/** PM2's channel would keep a process alive that has ended: "pm2 stop" then waits for its whole kill_timeout. */
function closeChannel(): void {
  process.removeAllListeners('disconnect');
  if (process.connected) process.disconnect();
}

function endOnFault(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`Error: something unexpected happened; this is a fault of Rollcall.\n${error.stack}\n`);
    process.exit(4);
  });
  // "rollcall files | head" closes the pipe early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 4));
}
