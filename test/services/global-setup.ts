import { access } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { installPackage } from './install-package.ts';
import { startMariaDb } from './mariadb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `mysql://root@127.0.0.1:port` of the MariaDB that this test run started. */
    mariaDbUrl: string;
  }
}

/** Starts one MariaDB for the whole run. @returns what ends it */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await access('/usr/sbin/sshd').catch(() => installPackage('openssh-server'));
  const mariaDb = await startMariaDb();
  project.provide('mariaDbUrl', mariaDb.url);
  return () => mariaDb.remove();
}
