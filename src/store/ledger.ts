import type { Knex } from 'knex';
import { fileStatuses, isFinal } from '../domain/file-status.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { FileFilter, Ledger, RosterFile } from './contract.ts';
import { rosterFile, rosterFileColumns } from './roster-file-row.ts';
import type { SqlDialect } from './sql-dialect.ts';

const openStatuses = fileStatuses.filter((status) => !isFinal(status));
/** The register is true to these. */
const applied: RosterFile['status'][] = ['processed', 'processed_with_warnings', 'skipped'];
/** Entries that are files. */
const rosters: RosterFile['source'][] = ['inbox', 'command'];
/** A held file waits for somebody. */
const goingOn = openStatuses.filter((status) => status !== 'held');
const notArchived: NonNullable<RosterFile['archiveFrom']>[] = ['', 'held'];
/** Those whose files are moved out of the inbox: a failed one stays where it is (pipeline/archive-file.ts). */
const archivedStatuses = fileStatuses.filter((status) => status === 'held' || (isFinal(status) && status !== 'failed'));
const takenColumns = ['id', 'name', 'inbox_fingerprint', 'status', 'companions', 'archive_from'];
const issueColumns = [
  'file_id',
  'seq',
  'code',
  'severity',
  'line',
  'column_at',
  'field',
  'employee_no',
  'company_id',
  'position_id',
  'message',
  'leaver',
  'told',
] as const;

/** The tables `roster_files` and `file_issues`, on a connection or inside a transaction. */
export function createLedger(db: Knex, dialect: SqlDialect): Ledger {
  const files = () => db('roster_files');

  return {
    async add(file) {
      const [id] = await files().insert(rosterFileColumns({ ...file, status: 'received' }));
      return Number(id);
    },
    async get(id) {
      const row = await files().where({ id }).first();
      return row === undefined ? null : rosterFile(row);
    },
    async list({ limit, ...filter }) {
      const query = files().modify(choose, filter).orderBy('id', 'desc');
      if (limit !== undefined) query.limit(limit);
      return (await query).map(rosterFile);
    },
    async count(filter) {
      const [found] = await files().modify(choose, filter).count({ files: '*' });
      return Number(found?.files);
    },
    async update(id, patch, expected, planNo) {
      const query = files().where({ id });
      if (planNo !== undefined) query.where({ plan_no: planNo });
      if (expected !== undefined) query.whereIn('status', expected);
      const columns = rosterFileColumns(patch);
      // Both databases count the rows that they meet, changed or not: see the client flag FOUND_ROWS in connect-mysql.ts.
      if (Object.keys(columns).length > 0) return (await query.update(columns)) === 1;
      return (await query.select('id')).length === 1;
    },
    async open(feed) {
      return (await files().where({ feed }).whereIn('status', openStatuses).orderBy('id')).map(rosterFile);
    },
    async unarchived(feed) {
      return (await files().where({ feed }).whereNotNull('archive_from').orderBy('id')).map(rosterFile);
    },
    async taken(feed) {
      return (await files().select(takenColumns).where({ feed, archive_from: '' }).orderBy('id')).map(rosterFile);
    },
    async unfinishedFeeds(feeds, resting = []) {
      const archiving = feeds.filter((feed) => !resting.includes(feed));
      const open = files().select('feed').whereIn('feed', feeds).whereIn('status', goingOn);
      // Not IS NOT NULL, for which SQLite uses no index.
      const unarchived = files()
        .select('feed')
        .whereIn('feed', archiving)
        .whereIn('archive_from', notArchived)
        .whereIn('status', archivedStatuses)
        .where((either) => either.where('archive_from', '').orWhereNot('status', 'held'));
      const found: string[] = (await open.union(unarchived)).map(({ feed }: { feed: string }) => feed);
      return found.filter((feed) => feeds.includes(feed));
    },
    async lastRoster(feed) {
      const row = await files()
        .where({ feed, kind: 'employees' })
        .whereIn('source', rosters)
        .whereIn('status', applied)
        .whereNotNull('processed_at')
        .orderBy([
          { column: 'processed_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .first('name', 'processed_at');
      return row === undefined ? null : { name: row.name, at: row.processed_at };
    },
    async lastApplied(feed, kind) {
      const row = await files()
        .where({ feed, kind })
        .whereIn('source', rosters)
        .whereIn('status', ['processed', 'processed_with_warnings'])
        .orderBy([
          { column: 'plan_version', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .first();
      return row === undefined ? null : rosterFile(row);
    },
    async spoolNamesInUse() {
      return await files().whereNotNull('spool_name').pluck('spool_name');
    },
    async known(ids) {
      const found: number[] = [];
      for (let start = 0; start < ids.length; start += idsPerStatement) {
        found.push(
          ...(await files()
            .whereIn('id', ids.slice(start, start + idsPerStatement))
            .pluck('id')),
        );
      }
      return found;
    },
    async keepIssues(fileId, issues) {
      const rows = issues.map((issue, seq) => issueRow(fileId, seq, issue));
      const replace = async (trx: Knex) => {
        await trx('file_issues').where({ file_id: fileId }).del();
        await dialect.insertRows(trx, 'file_issues', issueColumns, rows);
      };
      await (db.isTransaction ? replace(db) : db.transaction(replace));
    },
    async issues(fileId, limit) {
      const query = db('file_issues').where({ file_id: fileId }).orderBy('seq');
      if (limit !== undefined) query.limit(limit);
      return (await query).map(issueOf);
    },
  };
}

function choose(query: Knex.QueryBuilder, filter: FileFilter): void {
  const { statuses, after, processedSince, sources, ...equal } = filter;
  // Of what is left out there is no condition; knex refuses a condition that is undefined.
  query.where(Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined)));
  if (statuses !== undefined) query.whereIn('status', statuses);
  if (after !== undefined) query.where('id', '>', after);
  if (processedSince !== undefined) query.where('processed_at', '>=', processedSince);
  if (sources !== undefined) query.whereIn('source', sources);
}

const idsPerStatement = 500;

/** What is wrong with a key may be its length; the column holds this many characters. */
const longestShownKey = 255;

function issueRow(fileId: number, seq: number, issue: Issue) {
  const { code, severity, line, column, field, employeeNo, companyId, message } = issue;
  // JSON keeps the position of a CSV column (7) apart from the path of an XML element ("7").
  const columnAt = column === null ? null : JSON.stringify(column);
  const [shownNo, shownCompany] = [employeeNo, companyId].map((key) => key?.slice(0, longestShownKey) ?? null);
  return [
    fileId,
    seq,
    code,
    severity,
    line,
    columnAt,
    field,
    shownNo ?? null,
    shownCompany ?? null,
    issue.positionId ?? null,
    message,
    issue.leaver ? 1 : 0,
    issue.told === undefined ? null : JSON.stringify(issue.told, withoutNumbers),
  ];
}

/** The second net, as under every message: see `maskNationalIds`. */
function withoutNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? maskNationalIds(value) : value;
}

interface IssueRow {
  code: string;
  severity: Issue['severity'];
  line: number | null;
  column_at: string | null;
  field: string | null;
  employee_no: string | null;
  company_id: string | null;
  position_id: string | null;
  message: string;
  leaver: number;
  told: string | null;
}

function issueOf(row: IssueRow): Issue {
  return {
    code: row.code,
    severity: row.severity,
    line: row.line,
    column: row.column_at === null ? null : JSON.parse(row.column_at),
    field: row.field,
    employeeNo: row.employee_no,
    companyId: row.company_id,
    ...(row.position_id === null ? {} : { positionId: row.position_id }),
    message: row.message,
    ...(row.leaver ? { leaver: true } : {}),
    ...(row.told === null ? {} : { told: JSON.parse(row.told) }),
  };
}
