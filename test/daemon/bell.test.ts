import { expect, it } from 'vitest';
import { createBell } from '../../src/daemon/bell.ts';

const long = 60_000;
const never = new AbortController().signal;

it('ends a wait when it is rung', async () => {
  const bell = createBell();
  const waited = bell.wait(long, never);
  bell.ring();

  await expect(waited).resolves.toBeUndefined();
});

it('keeps a ring for the next wait, and for that one only', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait(long, never);

  const startedMs = performance.now();
  await bell.wait(30, never);

  expect(performance.now() - startedMs).toBeGreaterThan(25);
});

it('ends a wait when the signal is aborted, and does not begin one afterwards', async () => {
  const bell = createBell();
  const stop = new AbortController();
  const waited = bell.wait(long, stop.signal);
  stop.abort();

  await expect(waited).resolves.toBeUndefined();
  await expect(bell.wait(long, stop.signal)).resolves.toBeUndefined();
});
