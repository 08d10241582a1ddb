import type { Knex } from 'knex';
import { plainFields } from '../../domain/employee.ts';
import { createTable } from './create-table.ts';

/** The register, its history, the ledger, staging, plans, leases and the outbox. Times are ISO 8601 text in UTC. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await createTable(db, tableOptions, 'roster_files', (table) => {
    table.bigIncrements('id');
    table.string('feed', 64).notNullable();
    table.string('layout', 64).notNullable();
    table.string('name', 255).notNullable();
    table.bigInteger('size').notNullable();
    table.string('sha256', 64).notNullable();
    table.string('modified_at', 24);
    table.string('source', 16).notNullable();
    table.string('inbox_fingerprint', 128);
    table.string('spool_name', 128);
    table.string('status', 32).notNullable();
    table.string('received_at', 24).notNullable();
    table.string('processed_at', 24);
    table.integer('rows');
    table.text('plan');
    table.integer('plan_no').notNullable().defaultTo(0);
    table.bigInteger('plan_version');
    table.string('waits_since', 24);
    table.integer('approved_plan_no');
    table.text('hold_reasons', 'mediumtext');
    table.text('issue_counts');
    table.integer('crashes').notNullable().defaultTo(0);
    table.text('failure');
    table.bigInteger('superseded_by');
    table.string('config_fingerprint', 64);
    table.string('archive_from', 16);
    table.string('archived_as', 255);
    table.index(['feed', 'status'], 'roster_files_feed_status');
  });

  await createTable(db, tableOptions, 'file_issues', (table) => {
    table.bigInteger('file_id').notNullable();
    table.integer('seq').notNullable();
    table.string('code', 64).notNullable();
    table.string('severity', 16).notNullable();
    table.integer('line');
    table.text('column_at');
    table.string('field', 64);
    table.string('employee_no', 255);
    table.string('company_id', 255);
    table.text('message').notNullable();
    table.boolean('leaver').notNullable();
    table.primary(['file_id', 'seq']);
  });

  await createTable(db, tableOptions, 'employees', (table) => {
    table.bigIncrements('id');
    table.string('feed', 64).notNullable();
    keyAndFields(table);
    table.boolean('active').notNullable();
    table.string('deactivated_at', 24);
    table.string('deactivated_by', 16);
    sealedColumns(table);
    table.bigInteger('created_file_id');
    table.integer('created_line');
    table.string('created_at', 24).notNullable();
    table.string('updated_at', 24).notNullable();
    table.unique(['feed', 'company_id', 'employee_no'], { indexName: 'employees_key' });
    table.index(['national_id_index'], 'employees_national_id');
    table.index(['employee_no'], 'employees_employee_no');
    table.index(['feed'], 'employees_feed');
  });

  await createTable(db, tableOptions, 'employee_imports', (table) => {
    table.bigIncrements('id');
    table.bigInteger('file_id').notNullable();
    table.string('feed', 64).notNullable();
    table.integer('line').notNullable();
    table.string('state', 16).notNullable();
    table.string('kind', 16);
    table.bigInteger('employee_id');
    table.string('inactive_by', 16);
    keyAndFields(table);
    sealedColumns(table);
    table.index(['file_id', 'company_id', 'employee_no'], 'employee_imports_key');
  });

  await createTable(db, tableOptions, 'unmatched_employees', (table) => {
    table.bigInteger('file_id').notNullable();
    table.bigInteger('employee_id').notNullable();
    table.primary(['file_id', 'employee_id']);
  });

  await createTable(db, tableOptions, 'plan_changes', (table) => {
    table.bigInteger('file_id').notNullable();
    table.integer('plan_no').notNullable();
    table.bigInteger('employee_id').notNullable();
    table.string('kind', 16).notNullable();
    table.bigInteger('import_id');
    table.string('deactivated_by', 16);
    table.text('fields', 'mediumtext').notNullable();
    table.primary(['file_id', 'plan_no', 'employee_id']);
  });

  await createTable(db, tableOptions, 'employee_changes', (table) => {
    table.bigIncrements('id');
    table.bigInteger('employee_id').notNullable();
    table.bigInteger('file_id');
    table.integer('line');
    table.string('at', 24).notNullable();
    table.string('kind', 16).notNullable();
    table.string('actor', 64).notNullable();
    table.text('fields', 'mediumtext').notNullable();
    table.binary('sealed_before');
    table.index(['employee_id'], 'employee_changes_employee');
    table.index(['file_id'], 'employee_changes_file');
  });

  await createTable(db, tableOptions, 'feeds', (table) => {
    table.string('feed', 64).notNullable().primary();
    table.bigInteger('register_version').notNullable().defaultTo(0);
    table.string('digest_fingerprint', 64);
    table.bigInteger('last_full_file_id');
    table.string('last_full_sha256', 64);
    table.string('last_full_config', 64);
    table.bigInteger('last_full_version');
  });

  await createTable(db, tableOptions, 'feed_leases', (table) => {
    table.string('feed', 64).notNullable().primary();
    table.bigInteger('token').notNullable();
    table.string('host', 255);
    table.string('boot_id', 64);
    table.integer('pid');
    table.string('process_started', 32);
    table.bigInteger('expires_at_ms').notNullable();
  });

  await createTable(db, tableOptions, 'outbox', (table) => {
    table.bigIncrements('id');
    table.string('kind', 16).notNullable();
    table.string('feed', 64).notNullable();
    table.bigInteger('file_id');
    table.string('event', 16).notNullable();
    table.string('recipient', 254).notNullable();
    table.string('message_id', 255).notNullable();
    table.string('status', 16).notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('next_attempt_at', 24).notNullable();
    table.string('claimed_by', 255);
    table.string('claimed_until', 24);
    table.text('last_error');
    table.string('sent_at', 24);
    table.index(['status', 'next_attempt_at'], 'outbox_due');
    table.index(['file_id'], 'outbox_file');
  });

  await createTable(db, tableOptions, 'settings', (table) => {
    table.string('name', 64).notNullable().primary();
    table.string('value', 255).notNullable();
  });
}

function keyAndFields(table: Knex.CreateTableBuilder): void {
  table.string('company_id', 64).notNullable();
  table.string('employee_no', 64).notNullable();
  for (const field of plainFields) {
    if (field.kind === 'text') table.string(field.column, field.maxLength);
    else if (field.kind === 'date') table.date(field.column);
    else if (field.kind === 'number') table.double(field.column);
    else if (field.kind === 'boolean') table.boolean(field.column);
    else table.text(field.column, 'mediumtext');
  }
}

/** `sealed` holds ciphertext; the digests beside it are keyed, so that they tell nothing to who has no key. */
function sealedColumns(table: Knex.CreateTableBuilder): void {
  table.specificType('sealed', 'varbinary(1024)');
  table.specificType('sealed_digest', 'varbinary(16)');
  table.specificType('national_id_index', 'varbinary(32)');
  table.specificType('source_digest', 'varbinary(16)');
}
