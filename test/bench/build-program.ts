import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The program that is measured: `dist/main.js` as users have it, built first where it is older than the source.
 *
 * @throws when the source can't be built
 */
export async function buildProgram(signal: AbortSignal): Promise<string> {
  const program = join(root, 'dist', 'main.js');
  if (await isNewerThanSource(program)) return program;
  console.error('dist is older than its sources: npm run build');
  await measure({ program: process.execPath, args: [join(root, '.build.mjs')], signal });
  return program;
}

async function isNewerThanSource(program: string): Promise<boolean> {
  const built = await stat(program).catch(() => null);
  if (built === null) return false;
  const names = await readdir(join(root, 'src'), { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts')).map((name) => join('src', name));
  for (const source of ['.build.mjs', 'package-lock.json', ...sources]) {
    if ((await stat(join(root, source))).mtimeMs > built.mtimeMs) return false;
  }
  return true;
}
