import { expect, it } from 'vitest';
import { exitCodeOfError, exitCodeOfStatus, gravest } from '../../src/cli/exit-code.ts';
import { AppError } from '../../src/domain/app-error.ts';
import { fileStatuses } from '../../src/domain/file-status.ts';

it.each([
  'config-invalid',
  'config-missing',
  'usage-id',
  'feed-unknown',
  'file-not-found',
  'file-unknown',
  'file-not-held',
  'employee-unknown',
  'key-invalid',
  'key-missing',
  'database-not-migrated',
  'database-newer',
])('%s ends with 2: somebody has to correct something', (code) => {
  expect(exitCodeOfError(new AppError(code, 'x', { hint: 'y' }))).toBe(2);
});

it.each(['database-unreachable', 'database-failed', 'spool-full', 'inbox-login', 'my-config-thing'])(
  '%s ends with 4',
  (code) => {
    expect(exitCodeOfError(new AppError(code, 'x', { hint: 'y' }))).toBe(4);
  },
);

it('whatever is worth a retry ends with 4, and so does a fault of Rollcall', () => {
  expect(exitCodeOfError(new AppError('file-not-found', 'x', { hint: 'y', retryable: true }))).toBe(4);
  expect(exitCodeOfError(new TypeError('x'))).toBe(4);
});

it('a file ends with 1 when rejected, 3 when held, 4 when failed, else with 0', () => {
  const codes = Object.fromEntries(fileStatuses.map((status) => [status, exitCodeOfStatus(status)]));

  expect(codes).toMatchObject({ rejected: 1, held: 3, failed: 4, processed: 0, skipped: 0, staged: 0, approved: 0 });
  expect(Object.values(codes).filter((code) => code !== 0)).toHaveLength(3);
});

it('of several files the one that needs somebody soonest decides', () => {
  expect(gravest([0, 1, 3, 4])).toBe(4);
  expect(gravest([1, 3, 0])).toBe(3);
  expect(gravest([0, 1])).toBe(1);
  expect(gravest([])).toBe(0);
});
