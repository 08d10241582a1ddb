import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderJsonSchema } from '../../src/config/json-schema.ts';
import { loadConfig } from '../../src/config/load.ts';
import { project } from './project.ts';

const directory = fileURLToPath(new URL('../../config/', import.meta.url));

it('config/rollcall.schema.json is what "node src/config/write-schema.ts" writes', async () => {
  expect(await readFile(join(directory, 'rollcall.schema.json'), 'utf8')).toBe(renderJsonSchema());
});

it('every key of the schema says what it is', () => {
  const undescribed: string[] = [];
  visit(JSON.parse(renderJsonSchema()), '');
  expect(undescribed).toEqual([]);

  function visit(node: Record<string, unknown>, path: string): void {
    for (const [name, property] of Object.entries((node.properties ?? {}) as Record<string, typeof node>)) {
      const isTag = 'const' in property;
      const isBackoff = path === '.times.backoff';
      if (!isTag && !isBackoff && property.description === undefined) undescribed.push(`${path}.${name}`);
      visit(property, `${path}.${name}`);
      for (const option of [property.oneOf, property.anyOf].flat())
        visit((option ?? {}) as typeof node, `${path}.${name}`);
      if (property.items) visit(property.items as typeof node, `${path}.${name}[]`);
    }
  }
});

it('config/README.md names every key of the top level and of a feed', async () => {
  const readme = await readFile(join(directory, 'README.md'), 'utf8');
  const schema = JSON.parse(renderJsonSchema());
  const names = [...Object.keys(schema.properties), ...Object.keys(schema.properties.feeds.items.properties)];

  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it('the embedded default is valid', async () => {
  const config = await loadConfig({ path: join(directory, 'rollcall.yaml'), env: {} });

  expect(config.feeds.map(({ id }) => id)).toEqual(['acme']);
});

it.each(await readdir(join(directory, 'examples')))(
  'the example %s is valid once its secrets are given',
  async (name) => {
    const root = await project({ 'sftp-key': 'key' });
    const text = await readFile(join(directory, 'examples', name), 'utf8');
    const example = await project({
      'rollcall.yaml': text.replace('/run/secrets/sftp-key', join(root, 'sftp-key')),
    });

    const config = await loadConfig({
      path: join(example, 'rollcall.yaml'),
      env: { DATABASE_USER: 'u', DATABASE_PASSWORD: 'a', SMTP_PASSWORD: 'b', PING_TOKEN: 'c', WEBHOOK_SECRET: 'd' },
    });

    expect(config.feeds.length).toBeGreaterThan(0);
  },
);
