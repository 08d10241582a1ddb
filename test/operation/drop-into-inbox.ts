import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestApp } from '../fixtures/app.ts';

/** Puts a roster into a feed's inbox, as a careful sender does. */
export async function dropIntoInbox(test: TestApp, name: string, content: string, feed = test.feed): Promise<void> {
  const inbox = join(test.dir, 'data', 'inbox', feed);
  await mkdir(inbox, { recursive: true });
  await writeFile(join(inbox, `.${name}`), content);
  await rename(join(inbox, `.${name}`), join(inbox, name));
}
