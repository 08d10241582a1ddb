import { access } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { type BuiltCheckout, buildCheckout } from '../fixtures/built-checkout.ts';
import { compileDaemon } from './compile-daemon.ts';
import { installPackage } from './install-package.ts';
import { startMariaDb } from './mariadb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `mysql://root@127.0.0.1:port` of the MariaDB that this test run started. */
    mariaDbUrl: string;
    /** `main.js` of the program, built from the sources as they are now. */
    builtMain: string;
  }
}

/** Builds the program and starts one MariaDB for the whole run. @returns what ends them */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await access('/usr/sbin/sshd').catch(() => installPackage('openssh-server'));
  const [built, mariaDb] = await both(
    build(),
    // Nobody kills this one, so that nothing is lost; making a database takes two thirds of the time.
    startMariaDb(['--innodb-flush-log-at-trx-commit=0', '--innodb-stats-persistent=OFF']),
  );
  project.provide('mariaDbUrl', mariaDb.url);
  project.provide('builtMain', built.main);
  return async () => {
    await mariaDb.remove();
    await built.remove();
  };
}

async function build(): Promise<BuiltCheckout> {
  const built = await buildCheckout();
  await compileDaemon(built.main);
  return built;
}

/** Where one can't be had the other one goes, too. */
async function both<A extends Removable, B extends Removable>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    for (const result of await Promise.allSettled([one, other])) {
      if (result.status === 'fulfilled') await result.value.remove();
    }
    throw error;
  }
}

interface Removable {
  remove(): Promise<void>;
}
