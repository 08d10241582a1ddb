import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import type { Log } from '../runtime/log.ts';
import { newKey } from '../runtime/vault.ts';
import type { Config } from './config.ts';

/**
 * The text of the key: from the config or `ROLLCALL_KEY`, else from `data/rollcall.key`, which is made at the first start.
 *
 * It is made only where nothing can have been sealed with another one yet: with SQLite, and before its file exists.
 *
 * @throws AppError `key-missing`
 */
export async function loadKey(config: Config, log: Log): Promise<string> {
  if (config.key !== null) return config.key;
  const path = join(config.dataDirectory, 'rollcall.key');
  const kept = await readKeyFile(path);
  if (kept !== null) return kept;
  if (config.database.client !== 'sqlite')
    throw missingKey('A MySQL or MariaDB register needs a key that every daemon knows.');
  if (await exists(config.database.file)) {
    throw missingKey(`The register ${config.database.file} exists, but the key that it was sealed with is gone.`);
  }
  return createKeyFile(path, log);
}

async function createKeyFile(path: string, log: Log): Promise<string> {
  const key = newKey();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
    await chmod(path, 0o600);
  } catch (cause) {
    const raced = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? await readKeyFile(path) : null;
    if (raced !== null) return raced;
    throw new AppError('key-unwritten', `The new key can't be written to ${path}: ${(cause as Error).message}.`, {
      hint: 'Let the user that runs Rollcall write to this directory, or set ROLLCALL_KEY.',
      cause,
    });
  }
  log.warn('key-created', { path, advice: 'Keep a copy in a safe place: without it the sealed fields are lost.' });
  return key;
}

async function readKeyFile(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim() || null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('key-unreadable', `The key ${path} can't be read: ${(cause as Error).message}.`, {
      hint: 'Let the user that runs Rollcall own the file: chown, then chmod 600.',
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function missingKey(what: string): AppError {
  return new AppError('key-missing', `There is no ROLLCALL_KEY. ${what}`, {
    hint: 'Set ROLLCALL_KEY in .env (mode 0600); "rollcall init" writes one in a new directory.',
  });
}
