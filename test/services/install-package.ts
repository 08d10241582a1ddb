import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Installs what the tests need of the system; the servers that the package would start are not started. */
export async function installPackage(name: string): Promise<void> {
  const how = `Install it first, for example with "sudo apt-get install ${name}".`;
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(`The tests run against the real ${name}, which is not on this machine. ${how}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  try {
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], { env, maxBuffer: 2 ** 26 });
  } catch (cause) {
    throw new Error(`The tests run against the real ${name}, and installing it failed. ${how}`, { cause });
  }
}
