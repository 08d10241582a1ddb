import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import { composeMail } from './compose-mail.ts';
import type { MailTransport } from './contract.ts';

export interface FileMailConfig {
  transport: 'file';
  directory: string;
  from: string;
}

/** Writes each mail as an .eml file, which every mail program opens. */
export function createFileTransport({ directory, from }: FileMailConfig): MailTransport {
  return {
    async send(mail) {
      const { message } = await composeMail(mail, from);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeNew(directory, fileName(mail.subject), message);
      } catch (cause) {
        throw notWritten(directory, cause);
      }
    },
    async verify() {
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await access(directory, constants.W_OK | constants.X_OK);
      } catch (cause) {
        throw notWritten(directory, cause);
      }
    },
    async close() {},
  };
}

/** `2025-11-22T06-00-05.123Z-1-REJECTED acme roster.csv.eml`: sorted by name is sorted by time. */
function fileName(subject: string): (n: number) => string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const words = subject.replace('[Rollcall]', '').replace(/[^\p{L}\p{N} ._-]+/gu, ' ');
  const safe = Array.from(words.replace(/\s+/g, ' ').trim()).slice(0, longestSubject).join('').trim();
  return (n) => `${time}-${n}-${safe === '' ? 'mail' : safe}.eml`;
}

/** Letters of up to four bytes: with time and ending it stays below the 255 bytes of a file name. */
const longestSubject = 50;
const mostTries = 10_000;

/** The name of the temporary file is a lock on the n: two processes in one millisecond don't overwrite each other. */
async function writeNew(directory: string, nameOf: (n: number) => string, content: Buffer): Promise<void> {
  for (let n = 1; n <= mostTries; n += 1) {
    const target = join(directory, nameOf(n));
    const temp = join(directory, `.${nameOf(n)}.tmp`);
    const file = await openNew(temp);
    if (file === null) continue;
    try {
      if (await exists(target)) continue;
      await file.writeFile(content);
      await file.sync();
      await rename(temp, target);
      return;
    } finally {
      await file.close();
      await rm(temp, { force: true });
    }
  }
  throw new Error(`there are ${mostTries} mails of this millisecond already`);
}

async function openNew(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

function notWritten(directory: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new AppError('mail-unsent', `The mail could not be written to the directory ${directory}: ${code}.`, {
    hint: 'Check that the directory can be written by the user that runs Rollcall and that the disk is not full (mail.directory in the config).',
    retryable: true,
    cause,
  });
}
