import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The program that is measured: `dist/main.js` as users have it, built first where it is older than the source. From the
 * source, every start would be measured with the stripping of all its types.
 *
 * @throws when the source can't be built
 */
export async function buildProgram(signal: AbortSignal): Promise<string> {
  const program = join(root, 'dist', 'main.js');
  if (await isNewerThanSource(program)) return program;
  console.error('dist is older than src: npm run build');
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  await measure({ program: process.execPath, args: [tsc, '-p', join(root, 'src')], signal });
  return program;
}

/** What is measured straight from the source. */
export const sourceProgram = join(root, 'src', 'main.ts');

async function isNewerThanSource(program: string): Promise<boolean> {
  const built = await stat(program).catch(() => null);
  if (built === null) return false;
  const names = await readdir(join(root, 'src'), { recursive: true });
  for (const name of names.filter((file) => file.endsWith('.ts'))) {
    if ((await stat(join(root, 'src', name))).mtimeMs > built.mtimeMs) return false;
  }
  return true;
}
