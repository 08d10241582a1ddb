import { join } from 'node:path';
import { project } from '../config/project.ts';
import { testKey } from '../fixtures/app.ts';
import { writeMigrated } from '../services/migrated.ts';

/** A project with a key and, as the config has it by default, a migrated SQLite database. */
export async function migratedProject(config: string): Promise<string> {
  const root = await project({ 'config/rollcall.yaml': config, '.env': `ROLLCALL_KEY=${testKey}\n` });
  await writeMigrated(join(root, 'data', 'rollcall.db'));
  return root;
}
