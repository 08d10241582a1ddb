import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { findNewerNode, runUnder } from '../../src/cli/newer-node.ts';
import { project } from '../config/project.ts';

const newerNode = fileURLToPath(new URL('../../src/cli/newer-node.ts', import.meta.url));

it('a command ends with the exit code of main', async () => {
  const child = spawn(process.execPath, [inject('builtMain'), 'chek'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);

  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean check?');
});

it('the Node.js of the package is found', async () => {
  const node = findNewerNode();

  expect(node).not.toBeNull();
  expect(await runUnder(node ?? '', ['-e', 'process.exit(process.versions.node.startsWith("24.") ? 3 : 1)'])).toBe(3);
});

it('a signal to the older Node.js reaches the newer one, and so does its death', async () => {
  const root = await project({
    'launcher.ts': `import { runUnder } from ${JSON.stringify(newerNode)}; process.exitCode = await runUnder(process.execPath, [process.argv[2]!]);`,
    'waits.mjs': `process.on('SIGTERM', () => process.exit(7)); process.on('disconnect', () => process.exit(8)); console.log('ready'); setInterval(() => {}, 1000);`,
  });
  const launch = async () => {
    const child = spawn(process.execPath, [join(root, 'launcher.ts'), join(root, 'waits.mjs')], { stdio: 'pipe' });
    await once(child.stdout, 'data');
    return child;
  };

  const stopped = await launch();
  stopped.kill('SIGTERM');
  expect((await once(stopped, 'close'))[0]).toBe(7);

  const killed = await launch();
  killed.kill('SIGKILL');
  // The pipe that both hold is closed only once the newer one has ended, too.
  expect(await once(killed, 'close')).toEqual([null, 'SIGKILL']);
});
