import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { AppError } from '../domain/app-error.ts';

export interface EnvFile {
  values: Record<string, string | undefined>;
  warnings: string[];
}

/** Reads `.env`; a missing one is an empty one. */
export async function readEnvFile(path: string): Promise<EnvFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { values: {}, warnings: [] };
    throw new AppError('config-unreadable', `${path} can't be read: ${(cause as Error).message}.`, {
      hint: 'Let the user that runs Rollcall own the file: chown, then chmod 600.',
      cause,
    });
  }
  const { mode } = await stat(path);
  const warnings =
    process.platform !== 'win32' && (mode & 0o077) !== 0
      ? [`${path} holds secrets and can be read by other users of this machine. Run: chmod 600 ${path}`]
      : [];
  return { values: parseEnv(text), warnings };
}
