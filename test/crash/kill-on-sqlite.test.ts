import { expect, it, vi } from 'vitest';
import { onDatabase } from '../services/databases.ts';
import { tellKillStory } from './kill-story.ts';
import { certainMoments } from './moments.ts';

vi.setConfig({ testTimeout: 180_000 });

onDatabase('sqlite', 'a daemon that is killed at every state of its files', (databases) => {
  it('ends as if nothing had happened', async () => {
    const kills = await tellKillStory(databases, 1);

    expect(kills.length).toBeGreaterThanOrEqual(22);
    expect(kills).toEqual(expect.arrayContaining(certainMoments()));
    process.stdout.write(`${kills.length} kills\n`);
  });
});
