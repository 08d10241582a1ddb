import { isDeepStrictEqual } from 'node:util';
import type { Cluster, Node } from './cluster.ts';
import { database, type Pair } from './daemons.ts';
import type { Story } from './story.ts';

/** Everything that is not as it must be after the story; empty when all is well. */
export async function judge(cluster: Cluster, pair: Pair, story: Story): Promise<string[]> {
  const [node] = cluster.nodes;
  if (node === undefined) return ['There is no node.'];
  return [
    ...(await judgeLedger(node, story)),
    ...(await judgeRegister(node, story)),
    ...(await judgeMails(node, pair, story)),
    ...(await judgePlaces(pair, story)),
    ...(await judgeNodes(cluster)),
  ];
}

async function judgeLedger(node: Node, { chapters }: Story): Promise<string[]> {
  const files = await node.query<{ feed: string; name: string; status: string; rows: number }>(
    `SELECT feed, name, status, \`rows\` FROM ${database}.roster_files ORDER BY id`,
  );
  const found = files.map(({ name, status, rows }) => `${name} ${status} ${rows}`).sort();
  const expected = chapters.map(({ name, status, rows }) => `${name} ${status} ${rows}`).sort();
  return difference('ledger', found, expected);
}

async function judgeRegister(node: Node, { people }: Story): Promise<string[]> {
  const found = await node.query<{ who: string; active: number; address: string; file: string }>(
    `SELECT CONCAT(e.feed, ' ', e.employee_no) AS who, e.active, e.address_line AS address, f.name AS file
     FROM ${database}.employees e JOIN ${database}.roster_files f ON f.id = e.created_file_id`,
  );
  const changes = await node.query<{ who: string; kind: string; file: string }>(
    `SELECT CONCAT(e.feed, ' ', e.employee_no) AS who, c.kind, f.name AS file
     FROM ${database}.employee_changes c JOIN ${database}.employees e ON e.id = c.employee_id
     JOIN ${database}.roster_files f ON f.id = c.file_id ORDER BY c.file_id, c.id`,
  );
  const history = new Map<string, string[]>();
  for (const { who, kind, file } of changes) history.set(who, [...(history.get(who) ?? []), `${kind} ${file}`]);
  const expected = [...people].flatMap(([feed, register]) =>
    [...register].map(([employeeNo, { active, addressLine, createdBy, changes: its }]) =>
      [`${feed} ${employeeNo}`, Number(active), addressLine, createdBy, ...its].join(' | '),
    ),
  );
  const is = found.map(({ who, active, address, file }) =>
    [who, active, address, file, ...(history.get(who) ?? [])].join(' | '),
  );
  return difference('register', is.sort(), expected.sort());
}

/** One mail for each verdict that somebody asked for; it may have come twice, with one message id. */
async function judgeMails(node: Node, pair: Pair, { chapters }: Story): Promise<string[]> {
  const written = await node.query<{ message_id: string; status: string; file: string }>(
    `SELECT o.message_id, o.status, f.name AS file FROM ${database}.outbox o JOIN ${database}.roster_files f ON f.id = o.file_id`,
  );
  const told = chapters.filter(({ status }) => status !== 'skipped').map(({ name }) => `${name} sent`);
  const received = [...new Set(await pair.messageIds())].sort();
  return [
    ...difference('outbox', written.map(({ file, status }) => `${file} ${status}`).sort(), told.sort()),
    ...difference('mails', received, written.map(({ message_id }) => message_id).sort()),
  ];
}

async function judgePlaces(pair: Pair, { chapters }: Story): Promise<string[]> {
  const problems: string[] = [];
  for (const feed of pair.feeds) {
    const of = (folder: string) =>
      pair.names(feed, folder).then((names) => names.filter((name) => /\d\.csv$/.test(name)));
    const named = (rejected: boolean) =>
      chapters.filter((chapter) => chapter.feed === feed && (chapter.status === 'rejected') === rejected);
    const sorted = (rejected: boolean) =>
      named(rejected)
        .map(({ name }) => name)
        .sort();
    problems.push(...difference(`inbox of ${feed}`, await of(''), []));
    problems.push(...difference(`processed of ${feed}`, (await of('processed')).sort(), sorted(false)));
    problems.push(...difference(`rejected of ${feed}`, (await of('rejected')).sort(), sorted(true)));
  }
  return problems;
}

/** The nodes hold the same, row by row. */
async function judgeNodes({ nodes }: Cluster): Promise<string[]> {
  const sums = await Promise.all(nodes.map(checksums));
  return sums.flatMap((sum, index) =>
    isDeepStrictEqual(sum, sums[0])
      ? []
      : [`${nodes[index]?.name} differs from ${nodes[0]?.name}: ${sum} / ${sums[0]}`],
  );
}

async function checksums(node: Node): Promise<string> {
  const tables = await node.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${database}' ORDER BY table_name`,
  );
  const names = tables.map(({ name }) => `${database}.${name}`).join(', ');
  const rows = await node.query<{ Table: string; Checksum: number }>(`CHECKSUM TABLE ${names}`);
  return rows.map(({ Table, Checksum }) => `${Table} ${Checksum}`).join(', ');
}

const mostShown = 5;

function difference(what: string, found: readonly string[], expected: readonly string[]): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  const [there, wanted] = [new Set(found), new Set(expected)];
  const only = (list: readonly string[], other: ReadonlySet<string>) =>
    list
      .filter((item) => !other.has(item))
      .slice(0, mostShown)
      .join('; ');
  return [
    `${what}: ${found.length} found, ${expected.length} expected. Only found: ${only(found, wanted)}. Missing: ${only(expected, there)}.`,
  ];
}
