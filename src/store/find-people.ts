import type { Knex } from 'knex';
import type { EmployeeKey } from '../domain/employee.ts';
import type { FoundUsers, UserClaim, UserOwner } from './contract.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

const emailsPerStatement = 1000;
/** Employees whose attributes are read at once. */
const chunkSize = 5000;

/** No index has emails: the feed is read once for each thousand of them. */
export async function findActiveEmails(
  db: Knex,
  feed: string,
  emails: readonly string[],
): Promise<Map<string, EmployeeKey[]>> {
  const found = new Map<string, EmployeeKey[]>();
  for (let from = 0; from < emails.length; from += emailsPerStatement) {
    const rows: { email: string; company_id: string; employee_no: string }[] = await db('employees')
      .select('email', 'company_id', 'employee_no')
      .where({ feed, active: true })
      .whereIn(db.raw('LOWER(email)') as unknown as string, emails.slice(from, from + emailsPerStatement));
    for (const { email, company_id: companyId, employee_no: employeeNo } of rows) {
      const name = email.toLowerCase();
      found.set(name, [...(found.get(name) ?? []), { companyId, employeeNo }]);
    }
  }
  return found;
}

/** User names stand in the attributes, which are JSON that no SQL looks into: all of the feed's are read. */
export async function findUsers(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  claims: readonly UserClaim[],
): Promise<FoundUsers> {
  const owners = new Map<string, UserOwner>();
  const kept = new Set<string>();
  const wanted = new Set(claims.map(({ userName }) => userName));
  const claimed = new Map(claims.map(({ userName, key }) => [nameOf(key.companyId, key.employeeNo), userName]));
  for await (const { table, where, bindings } of chunksOfFeed(db, dialect, feed, chunkSize)) {
    const rows = await dialect.rows<{ company_id: string; employee_no: string; active: number; attributes: string }>(
      db,
      `SELECT company_id, employee_no, active, attributes FROM ${table} WHERE ${where} AND attributes LIKE '%"username":%'`,
      bindings,
    );
    for (const row of rows) {
      const { user } = JSON.parse(row.attributes) as { user?: { username?: unknown } };
      const name = user?.username;
      if (typeof name !== 'string') continue;
      if (wanted.has(name)) {
        owners.set(name, { companyId: row.company_id, employeeNo: row.employee_no, active: Boolean(row.active) });
      }
      const other = claimed.get(nameOf(row.company_id, row.employee_no));
      if (other !== undefined && other !== name) kept.add(other);
    }
  }
  return { owners, kept };
}

function nameOf(companyId: string, employeeNo: string): string {
  return `${companyId}\u0000${employeeNo}`;
}
