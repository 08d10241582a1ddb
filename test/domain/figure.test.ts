import { expect, it } from 'vitest';
import { figure } from '../../src/domain/figure.ts';

it.each([0, 7, 999, 1000, 2_100_000, 1_234_567_890_123, -1234, 0.25, 1_234_567.25, 99_999.96])(
  'the figure %d is written as English writes it',
  (value) => {
    expect(figure(value)).toBe(value.toLocaleString('en-US', { maximumFractionDigits: 1 }));
  },
);
