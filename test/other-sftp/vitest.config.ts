import { defineConfig, mergeConfig } from 'vitest/config';
import everything from '../vitest.config.ts';

/** Not part of `npm test`: it installs another SFTP server, which nothing else needs. */
export default mergeConfig(
  { ...everything, test: { ...everything.test, include: [] } },
  defineConfig({ test: { include: ['test/other-sftp/proftpd.ts'] } }),
);
