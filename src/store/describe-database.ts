import type { Database } from './connect.ts';
import type { Store } from './contract.ts';

type Finding = Awaited<ReturnType<Store['describe']>>[number];

/** What `doctor` tells of the database: its version, and the settings that Rollcall's work depends on. */
export async function describeDatabase({ client, facts, dialect, knex }: Database): Promise<Finding[]> {
  if (client === 'sqlite') return [{ name: 'version', value: `SQLite ${facts.version}` }];
  const findings: Finding[] = [
    { name: 'version', value: facts.version },
    facts.localInfile
      ? { name: 'local_infile', value: 'on' }
      : {
          name: 'local_infile',
          value: 'off',
          problem: 'Rosters are staged with INSERT, which takes about twice as long.',
          mend: 'Set local_infile=1 on the server.',
        },
  ];
  const limits = await dialect.rows<{ Variable_name: string; Value: string }>(
    knex,
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_max_ws_size', 'wsrep_max_ws_rows', 'max_allowed_packet')",
  );
  findings.push(...limits.map((row) => ({ name: row.Variable_name, value: row.Value })));
  return findings;
}
