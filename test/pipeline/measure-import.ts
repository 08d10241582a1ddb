import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { IssueCounts } from '../../src/domain/issue.ts';

export interface Measured {
  status: FileStatus;
  rows: number;
  issueCounts: IssueCounts;
  /** Issues that the report holds. */
  kept: number;
  heapGrowthMb: number;
}

const program = fileURLToPath(new URL('./import-measured.ts', import.meta.url));

/** Imports a file in a process that has 200 MB for everything. @param config path of the project's */
export async function measureImport(config: string, feed: string, file: string): Promise<Measured> {
  const args = ['--max-old-space-size=200', program, config, feed, file, inject('builtMain')];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}
