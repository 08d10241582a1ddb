import { freemem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { startMariaDb } from '../services/mariadb.ts';
import { renderBaselineTable, renderMariaDbScript } from './baseline.ts';
import type { Contest } from './contest.ts';
import { measure, settleDisk } from './measure.ts';
import { renderStateQuery, renderStates } from './register-state.ts';

/** A MariaDB of our own with room for the data and the durability that it has by default. */
export async function openMariaDbContest(signal: AbortSignal): Promise<Contest> {
  const { poolMb, logMb } = chooseSizes();
  const server = await startMariaDb([
    `--innodb-buffer-pool-size=${poolMb}M`,
    `--innodb-log-file-size=${logMb}M`,
    // The tests' server is started with both switched off.
    '--sync-frm=ON',
    '--innodb-doublewrite=1',
  ]);
  const connection = await createConnection({ uri: server.url, decimalNumbers: true });

  const query = async (sql: string): Promise<RowDataPacket[]> => {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  };
  const status = async (name: string) => Number((await query(`SHOW GLOBAL STATUS LIKE '${name}'`))[0]?.Value);
  const [version] = await query('SELECT VERSION() AS version');

  return {
    about: `MariaDB ${version?.version} (buffer pool ${poolMb} MB, log ${logMb} MB, otherwise its defaults)`,
    config: { client: 'mysql', url: `${server.url}/rollcall` },

    async reset() {
      for (const name of ['baseline', 'rollcall']) {
        await query(`DROP DATABASE IF EXISTS ${name}`);
        await query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`);
      }
      await query('USE baseline');
      await query(renderBaselineTable('mysql'));
      await query('USE rollcall');
    },

    async settle() {
      // Of 40,000 changed pages the server writes 200 a second by default.
      await query(
        'SET GLOBAL innodb_io_capacity_max = 20000, innodb_io_capacity = 20000, innodb_max_dirty_pages_pct = 0',
      );
      const untilMs = Date.now() + patienceMs;
      while (Date.now() < untilMs && !signal.aborted) {
        const dirtyPages = await status('Innodb_buffer_pool_pages_dirty');
        const unpurged = await status('Innodb_history_list_length');
        if (dirtyPages < 100 && unpurged < 100) break;
        await sleep(100);
      }
      await query(
        'SET GLOBAL innodb_max_dirty_pages_pct = 90, innodb_io_capacity = 200, innodb_io_capacity_max = 2000',
      );
      await settleDisk(signal);
    },

    runBaseline: (form, csv) =>
      measure({
        program: 'mariadb',
        args: ['--no-defaults', '--user=root', `--socket=${server.socket}`, '--local-infile=1', 'baseline'],
        input: renderMariaDbScript(form, csv),
        signal,
      }),

    async states(side) {
      return renderStates(await query(renderStateQuery(side === 'baseline' ? 'baseline.employee' : 'employees')));
    },

    ask: query,

    async close() {
      connection.destroy();
      await server.remove();
    },
  };
}

const patienceMs = 30_000;

/** The sizes that the figures in the README were measured with, or a quarter of them where memory is short. */
function chooseSizes(): { poolMb: number; logMb: number } {
  const isRoomy = freemem() > 5 * 2 ** 30;
  return isRoomy ? { poolMb: 2048, logMb: 1024 } : { poolMb: 512, logMb: 256 };
}
