import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
eachDatabase('smoke', (d) => {
  it('works', async () => {
    const t = await openTestApp({ database: await d.createConfig() });
    const r = await t.drop('a.csv', csvOf(syntheticEmployees(5)));
    console.log(JSON.stringify(r), (await t.mails()).map((m) => m.subject), await t.sealed(), Object.keys(await t.dump()));
    console.log((await t.app.employees({ feed: t.feed }))[0]);
    expect(r.status).toBe('processed');
  });
});
