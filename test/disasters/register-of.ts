import { expect } from 'vitest';
import type { TestApp } from '../fixtures/app.ts';

/** The feed's employees and their history, as the database has them: what a disaster must not touch. */
export async function registerOf({ sql, feed }: Pick<TestApp, 'sql' | 'feed'>): Promise<unknown[]> {
  return [
    await sql('SELECT * FROM employees WHERE feed = ? ORDER BY id', [feed]),
    await sql(
      'SELECT * FROM employee_changes WHERE file_id IN (SELECT id FROM roster_files WHERE feed = ?) ORDER BY id',
      [feed],
    ),
    await sql('SELECT register_version FROM feeds WHERE feed = ?', [feed]),
  ];
}

/** Numbers of the active employees, sorted. */
export async function activeNumbers({ sql, feed }: Pick<TestApp, 'sql' | 'feed'>): Promise<string[]> {
  const rows = await sql<{ employee_no: string }>(
    'SELECT employee_no FROM employees WHERE feed = ? AND active = 1 ORDER BY employee_no',
    [feed],
  );
  return rows.map(({ employee_no }) => employee_no);
}

/** The first sentence of the feed's last mail. */
export async function firstSentence({ mails, feed }: Pick<TestApp, 'mails' | 'feed'>): Promise<string> {
  const mail = (await mails()).findLast(({ subject }) => subject?.includes(` ${feed}`));
  expect(mail).toBeDefined();
  // As wide as the reader's window is.
  const [paragraph = ''] = (mail?.text ?? '').split('\n\n');
  return paragraph.replaceAll('\n', ' ').trim();
}
