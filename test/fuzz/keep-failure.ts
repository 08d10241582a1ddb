import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FuzzFile } from './make-file.ts';

/** Writes a file and how it was read into the system's temporary directory. @returns the file's path */
export function keepFailure(file: FuzzFile, seedNumber: number): string {
  const { index, fileName, bytes, layout, csv, keys, companies, chunkSize, history } = file;
  const directory = join(tmpdir(), `rollcall-fuzz-${seedNumber}-${index}`);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, fileName);
  writeFileSync(path, bytes);
  const settings = { layout: layout.choice, csv, keys, companies, chunkSize, history };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings, null, 2));
  return path;
}
