import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { renderBaselineTable, renderSqliteScript } from './baseline.ts';
import { type Contest, renderStateQuery, stateLines } from './contest.ts';
import { measure } from './measure.ts';

/** Two database files; the baseline's is worked on by the sqlite3 shell. */
export async function openSqliteContest(directory: string, signal: AbortSignal): Promise<Contest> {
  const baseline = join(directory, 'baseline.db');
  const rollcall = join(directory, 'rollcall.db');
  const version = await shellVersion(signal);

  return {
    about: `SQLite (shell ${version}), ${availableParallelism()} cores`,
    config: { client: 'sqlite', file: rollcall },

    async reset() {
      for (const file of [baseline, rollcall]) {
        for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
      }
      const database = new Database(baseline);
      database.exec(renderBaselineTable('sqlite'));
      database.close();
    },

    // Each process writes what it has to before it ends.
    async settle() {},

    runBaseline: (form, csv) =>
      measure({ program: 'sqlite3', args: ['-bail', baseline], input: renderSqliteScript(form, csv), signal }),

    async states() {
      return { baseline: readStates(baseline, 'employee'), rollcall: readStates(rollcall, 'employees') };
    },

    async close() {},
  };
}

function readStates(file: string, table: string): string[] {
  const database = new Database(file, { readonly: true });
  try {
    database.function('crc32', { deterministic: true }, (text) => crc32(String(text)));
    return stateLines(database.prepare<[], Record<string, unknown>>(renderStateQuery(table)).all());
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
      {
        cause,
      },
    );
  }
}
