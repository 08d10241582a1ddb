import type { Knex } from 'knex';
import type { EmployeeKey } from '../domain/employee.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

const emailsPerStatement = 1000;
/** Employees whose attributes are read at once. */
const chunkSize = 5000;

/** No index has emails: the feed is read once for each thousand of them. */
export async function findActiveEmails(db: Knex, feed: string, emails: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < emails.length; from += emailsPerStatement) {
    const rows: { email: string }[] = await db('employees')
      .select('email')
      .where({ feed, active: true })
      .whereIn(db.raw('LOWER(email)') as unknown as string, emails.slice(from, from + emailsPerStatement));
    for (const { email } of rows) found.add(email.toLowerCase());
  }
  return found;
}

/** User names stand in the attributes, which are JSON that no SQL looks into: all of the feed's are read. */
export async function findUserOwners(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  userNames: readonly string[],
): Promise<Map<string, EmployeeKey>> {
  const owners = new Map<string, EmployeeKey>();
  const wanted = new Set(userNames);
  for await (const { table, where, bindings } of chunksOfFeed(db, dialect, feed, chunkSize)) {
    const rows = await dialect.rows<{ company_id: string; employee_no: string; attributes: string }>(
      db,
      `SELECT company_id, employee_no, attributes FROM ${table} WHERE ${where} AND attributes LIKE '%"username":%'`,
      bindings,
    );
    for (const row of rows) {
      const { user } = JSON.parse(row.attributes) as { user?: { username?: unknown } };
      const name = user?.username;
      if (typeof name !== 'string' || !wanted.has(name)) continue;
      owners.set(name, { companyId: row.company_id, employeeNo: row.employee_no });
    }
  }
  return owners;
}
