// The daemon under PM2: npx pm2 start ecosystem.config.cjs
const { dirname, join } = require('node:path');

/** The Node.js that was installed with Rollcall; the host's own where there is none for this machine. */
function pinnedNode() {
  try {
    return join(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)), 'bin', 'node');
  } catch {
    return 'node';
  }
}

module.exports = {
  apps: [
    {
      name: 'rollcall',
      script: join(__dirname, 'dist', 'main.js'),
      args: 'run',
      cwd: __dirname,
      interpreter: pinnedNode(),
      // One process: a feed is worked on by one daemon at a time, so PM2's cluster mode would only stand by.
      exec_mode: 'fork',
      instances: 1,
      wait_ready: true,
      listen_timeout: 60_000,
      // Above times.shutdownGrace (50s): PM2's own 1.6 seconds would cut a commit off.
      kill_timeout: 60_000,
      // 2 is a config that a restart doesn't mend.
      stop_exit_codes: [2],
      // 0.1 s, then half as much again each time, up to 15 s; anew once it has run for 30 s. A process that PM2 has stopped for
      // good (exit code 2) is then shown as "waiting restart", though it has no pid and is never started again.
      exp_backoff_restart_delay: 100,
      max_restarts: 1000,
      max_memory_restart: '1G',
      merge_logs: true,
    },
  ],
};
