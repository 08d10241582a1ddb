/** What `init` writes: texts only. */

export function renderConfig(): string {
  return `# yaml-language-server: $schema=./rollcall.schema.json
#
# Rollcall's config. An unknown key is refused, and every problem is told at once: try "rollcall doctor".
# \${NAME} is replaced by an environment variable or a line of .env, \${file:/run/secrets/x} by what is in that file.
# Relative paths begin at the directory above this one. Durations: 500ms, 2s, 10m, 3d.

# Where the register lives: one file, or a server: { client: mysql, url: "mysql://user:\${DB_PASSWORD}@host/rollcall", tls: true }
database: { client: sqlite, file: data/rollcall.db }

# Each mail becomes a file in this directory until you have a server:
# { transport: smtp, url: "smtps://user:\${SMTP_PASSWORD}@smtp.example.org:465", from: "Rollcall <rollcall@example.org>" }
mail: { transport: file, directory: data/mail, from: "Rollcall <rollcall@localhost>" }

# Who is told when a file is rejected, held, or has warnings.
technicalUsers:
  - name: Technical user
    email: tech@example.org
    # feeds: [acme]                              # all feeds by default
    # notify: [rejected, held, warnings, late]   # also: processed

# One feed for each source of rosters.
feeds:
  - id: acme
    layout: personnel-ticket
    inbox:
      kind: local
      path: data/inbox/acme
      files: "*.{csv,xml,json}"
    # inbox:                                     # or a directory on an SFTP server
    #   kind: sftp
    #   host: sftp.example.org
    #   username: rollcall
    #   privateKey: "\${file:/run/secrets/sftp-key}"
    #   hostKey: "SHA256:..."                    # "rollcall doctor" prints the one that the server shows
    #   path: /outgoing
    # schedule: "0 6 * * *"                      # immediate by default
    # timeZone: Europe/Oslo                      # the host's by default
    # expectBy: "06:30"                          # a mail when no roster was processed by then
    # companies: ["1", "2"]                      # any by default
    # rejectOn: identity                         # any: a wrong row rejects the whole file
    # manualFields: [email, phone]               # set once, then kept by hand
    # guard:                                     # what is held for approval instead of applied
    #   maxDeactivatedPercent: auto              # 10 % of the first 1,000 active employees and 1 % of the rest
    #   minDeactivated: 3
    #   maxDeactivated: null
    # destinations:                              # systems that are told of every change
    #   - { name: events, kind: webhook, url: "https://example.org/hooks/rollcall", secret: "\${WEBHOOK_SECRET}" }

# log: { level: info }
# concurrency: 1
`;
}

export function renderEnv(key: string): string {
  return `# Secrets of this installation. Keep this file to yourself (mode 0600) and a copy of the key in a safe place:
# without it the sealed fields of the register can't be read again.
ROLLCALL_KEY=${key}
`;
}

export function renderGitignore(): string {
  return '.env\ndata/\nnode_modules/\n';
}

/** PM2's config for a project: the daemon under the Node.js that Rollcall itself brings. */
export function renderEcosystem(place: { script: string; interpreter: string }): string {
  return `// pm2 start ecosystem.config.cjs
module.exports = {
  apps: [
    {
      name: 'rollcall',
      script: ${JSON.stringify(place.script)},
      args: 'run',
      cwd: __dirname,
      interpreter: ${JSON.stringify(place.interpreter)},
      // One process: a feed is worked on by one daemon at a time, and PM2's cluster mode gives nothing but trouble.
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
`;
}
