import { expect, test } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { startDatabaseNode } from '../services/database-node.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('mysql', 'doctor', ({ createConfig }) => {
  test('tells of each address of the database by itself, without its password, and whether they are one cluster', async () => {
    const config = await createConfig();
    const { url } = config.client === 'mysql' ? config : { url: '' };
    const nodes = await Promise.all([1, 2, 3].map(() => startDatabaseNode(String(url))));
    const [dead, ...answering] = nodes.map((node) => node.url);
    nodes[0]?.die();
    const addresses = [String(dead).replace('root@', 'root:s3cret@'), ...answering];
    const { app } = await openTestApp({ database: { client: 'mysql', url: addresses } });

    const findings = (await app.doctor()).filter(({ subject }) => subject.startsWith('database'));

    const [deadHost, ...hosts] = addresses.map((address) => new URL(address).host);
    expect(findings).toContainEqual({ subject: 'database', ok: true, message: 'mysql answers.', mend: null });
    expect(findings.find(({ subject }) => subject === `database ${deadHost}`)).toMatchObject({
      ok: false,
      message: expect.stringContaining('does not answer'),
    });
    for (const host of hosts) {
      expect(findings).toContainEqual({ subject: `database ${host}`, ok: true, message: 'answers.', mend: null });
      expect(findings).toContainEqual({
        subject: `database ${host} local_infile`,
        ok: true,
        message: 'on',
        mend: null,
      });
    }
    expect(findings).toContainEqual({
      subject: 'database',
      ok: false,
      message: 'The addresses in "database.url" are not all of one Galera cluster.',
      mend: 'Name the nodes of one cluster, or one server.',
    });
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });
});
