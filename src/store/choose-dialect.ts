import type { ServerFacts } from './server-facts.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { mysqlDialect } from './sql-dialect-mysql.ts';
import { sqliteDialect } from './sql-dialect-sqlite.ts';

export function chooseDialect(facts: ServerFacts): SqlDialect {
  return facts.client === 'sqlite' ? sqliteDialect : mysqlDialect(facts);
}
