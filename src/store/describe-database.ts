import type { Database } from './connect.ts';
import type { Store } from './contract.ts';
import { describeGalera, type Setting } from './describe-galera.ts';

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
  const [packet] = await dialect.rows<Setting>(knex, "SHOW VARIABLES LIKE 'max_allowed_packet'");
  if (packet !== undefined) findings.push({ name: packet.Variable_name, value: packet.Value });
  if (facts.writeSetLimits === null) return findings;
  return [...findings, ...(await describeGalera(dialect, knex))];
}
