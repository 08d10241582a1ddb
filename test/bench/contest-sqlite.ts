import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { renderBaselineTable, renderSqliteScript } from './baseline.ts';
import type { Contest } from './contest.ts';
import { measure, settleDisk } from './measure.ts';
import { renderStateQuery, renderStates } from './register-state.ts';

/** Two database files; the baseline's is worked on by the sqlite3 shell. */
export async function openSqliteContest(directory: string, signal: AbortSignal): Promise<Contest> {
  const baseline = join(directory, 'baseline.db');
  const rollcall = join(directory, 'rollcall.db');
  const version = await shellVersion(signal);
  const ownVersion = ask(':memory:', 'SELECT sqlite_version() AS version')[0]?.version;

  return {
    about: `SQLite ${ownVersion} in Rollcall, ${version} in the baseline's shell (WAL, synchronous=FULL)`,
    config: { client: 'sqlite', file: rollcall },

    async reset() {
      for (const file of [baseline, rollcall]) {
        for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
      }
      const database = new Database(baseline);
      database.exec(renderBaselineTable('sqlite'));
      database.close();
    },

    settle: () => settleDisk(signal),

    runBaseline: (form, csv) =>
      measure({ program: 'sqlite3', args: ['-bail', baseline], input: renderSqliteScript(form, csv), signal }),

    async states(side) {
      return renderStates(
        side === 'baseline'
          ? ask(baseline, renderStateQuery('employee'))
          : ask(rollcall, renderStateQuery('employees')),
      );
    },

    ask: async (sql) => ask(rollcall, sql),

    async close() {},
  };
}

function ask(file: string, sql: string): Record<string, unknown>[] {
  const database = new Database(file, { readonly: file !== ':memory:' });
  try {
    database.function('crc32', { deterministic: true }, (text) => crc32(String(text)));
    return database.prepare<[], Record<string, unknown>>(sql).all();
  } finally {
    database.close();
  }
}

async function shellVersion(signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await measure({ program: 'sqlite3', args: ['--version'], signal });
    return stdout.split(' ')[0] ?? '';
  } catch (cause) {
    throw new Error(
      'The baseline on SQLite needs the sqlite3 shell: install it, for example with "apt-get install sqlite3".',
      { cause },
    );
  }
}
