import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tellsNationalId } from '../fuzz/judge-reading.ts';
import { databaseName, type SoakProject } from './project.ts';

/** No log, mail, report or column has one of the numbers that were written into rosters. */
export async function judgeSecrets(project: SoakProject, nationalIds: ReadonlySet<string>): Promise<string[]> {
  const deviations: string[] = [];
  const judge = (where: string, text: string) => {
    if (tellsNationalId(text, nationalIds)) deviations.push(`${where} tells a national identity number.`);
  };
  for (const { name } of project.daemons)
    judge(`The log of ${name}`, await readFile(join(project.directory, `${name}.log`), 'utf8'));
  for (const { parsed, raw } of project.smtp.mails) {
    const parts = [
      parsed.subject,
      parsed.text,
      parsed.html,
      ...parsed.attachments.map(({ content }) => String(content)),
    ];
    judge(`The mail ${parsed.messageId}`, `${raw}\n${parts.join('\n')}`);
  }
  for (const path of await reportsOf(project)) judge(path, await readFile(path, 'utf8'));
  const tables = await project.sql<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [databaseName],
  );
  for (const { name } of tables) {
    const rows = await project.sql(`SELECT * FROM \`${name}\``);
    for (const row of rows) judge(`The table ${name}`, Object.values(row).map(textOf).join('\u0001'));
  }
  return [...new Set(deviations)];
}

async function reportsOf(project: SoakProject): Promise<string[]> {
  const inboxes = project.feeds.map((feed) => project.pathOf(feed));
  const found: string[] = [];
  for (const directory of [...inboxes, ...project.dataDirectories]) {
    for (const name of await readdir(directory, { recursive: true }).catch(() => [])) {
      if (/\.errors\.csv$|reports\/\d+\.csv$/.test(name)) found.push(join(directory, name));
    }
  }
  return found;
}

/** Bytes as the text that they would be. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
