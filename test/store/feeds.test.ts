import { expect, test } from 'vitest';
import { createFeeds } from '../../src/store/feeds.ts';
import { eachDatabase } from '../services/databases.ts';

eachDatabase('feeds', ({ open, connectTo, configOf }) => {
  test('a feed begins at version 0 without a roster', async () => {
    const { knex, dialect } = await open();
    const feeds = createFeeds(knex, dialect);

    const state = await feeds.get('acme');

    expect(state).toEqual({
      feed: 'acme',
      registerVersion: 0,
      digestFingerprint: null,
      endDatesSeen: null,
      lastFull: null,
    });
    expect(await feeds.get('acme')).toEqual(state);
  });

  test('its version moves by one, and only from what it is', async () => {
    const { knex, dialect } = await open();
    const feeds = createFeeds(knex, dialect);
    await feeds.get('acme');

    expect(await feeds.advance('acme', 0)).toBe(true);
    expect(await feeds.advance('acme', 0)).toBe(false);
    expect(await feeds.advance('acme', 1)).toBe(true);
    expect((await feeds.get('acme')).registerVersion).toBe(2);
  });

  test('the last full roster is remembered and forgotten', async () => {
    const { knex, dialect, transaction } = await open();
    const feeds = createFeeds(knex, dialect);
    const last = { fileId: 7, sha256: 'a'.repeat(64), configFingerprint: 'b'.repeat(64), registerVersion: 3 };

    await transaction((trx) => createFeeds(trx, dialect).setLastFull('acme', last, 'f1'));
    const remembered = await feeds.get('acme');
    await feeds.setLastFull('acme', null, 'f2');

    expect(remembered).toMatchObject({ digestFingerprint: 'f1', lastFull: last });
    expect(await feeds.get('acme')).toMatchObject({ digestFingerprint: 'f2', lastFull: null });
  });

  test('a setting keeps its first value, also when many set it at once', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    const asking = Array.from({ length: 10 }, (_, index) => {
      const { knex, dialect } = index % 2 === 0 ? database : other;
      return createFeeds(knex, dialect).setting('key-check', `value ${index}`);
    });

    const values = await Promise.all(asking);

    expect(new Set(values).size).toBe(1);
    expect(await createFeeds(other.knex, other.dialect).setting('key-check', 'late')).toBe(values[0]);
  });

  test('many can meet a new feed at once', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    const asking = Array.from({ length: 10 }, (_, index) => {
      const { transaction, dialect } = index % 2 === 0 ? database : other;
      return transaction((trx) => createFeeds(trx, dialect).get('acme'));
    });

    const states = await Promise.all(asking);

    expect(states.every((state) => state.registerVersion === 0)).toBe(true);
    expect(await database.knex('feeds')).toHaveLength(1);
  });
});
