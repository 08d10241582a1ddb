import { expect, it, vi } from 'vitest';
import { onDatabase } from '../services/databases.ts';
import { tellKillStory } from './kill-story.ts';
import { certainMoments, isOfDatabase } from './moments.ts';

vi.setConfig({ testTimeout: 180_000 });

onDatabase('mysql', 'a daemon that is killed at every state of its files in the database', (databases) => {
  it('ends as if nothing had happened', async () => {
    const kills = await tellKillStory(databases, 1, isOfDatabase);

    expect(kills.length).toBeGreaterThanOrEqual(15);
    expect(kills).toEqual(expect.arrayContaining(certainMoments(isOfDatabase)));
    process.stdout.write(`${kills.length} kills\n`);
  });
});
