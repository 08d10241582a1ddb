import { expect, it, onTestFinished } from 'vitest';
import { dateIn } from '../../src/runtime/clock.ts';

const moments = ['2025-12-31T23:30:00Z', '2026-01-01T09:59:59Z', '2026-03-29T00:30:00Z', '2026-07-01T10:00:00Z'];

it.each(['Pacific/Kiritimati', 'America/Adak', 'Europe/Oslo', 'UTC'])(
  'the date where no time zone is named is the one on a host in %s',
  (zone) => {
    const before = process.env.TZ;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    process.env.TZ = zone;

    expect(moments.map((moment) => dateIn(undefined, new Date(moment)))).toEqual(
      moments.map((moment) => dateIn(zone, new Date(moment))),
    );
  },
);

it('the date differs between zones at the same moment', () => {
  const at = new Date('2025-12-31T23:30:00Z');

  expect([dateIn('UTC', at), dateIn('Pacific/Kiritimati', at)]).toEqual(['2025-12-31', '2026-01-01']);
});
