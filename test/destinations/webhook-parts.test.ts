import { describe, expect, it } from 'vitest';
import { meaningOf, retryAfterMs } from '../../src/destinations/http-status.ts';
import { systemMessage } from '../../src/destinations/system-message.ts';
import { readEventStatuses } from '../../src/destinations/webhook-answer.ts';
import { createSigner } from '../../src/destinations/webhook-signature.ts';
import { ssnFor } from '../fixtures/roster.ts';

describe('a signature', () => {
  it("is that of the specification's example", () => {
    const sign = createSigner('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const at = new Date(1_614_265_330_900);

    expect(sign('msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}')).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('a status', () => {
  it('is a success, a refusal, or worth another try', () => {
    const statuses = [200, 204, 301, 400, 401, 404, 408, 409, 422, 425, 429, 500, 502, 503, 504];
    const meanings = Map.groupBy(statuses, meaningOf);

    expect(Object.fromEntries(meanings)).toEqual({
      ok: [200, 204],
      refused: [301, 400, 401, 404, 409, 422],
      later: [408, 425, 500, 502, 504],
      down: [429, 503],
    });
  });

  it('may say when to try again, in seconds or by the clock', () => {
    const now = new Date('2026-03-01T06:00:00Z');
    const waitMs = (value?: string) => retryAfterMs({ headers: { 'retry-after': value } }, now);

    expect(waitMs('7')).toBe(7000);
    expect(waitMs('Sun, 01 Mar 2026 06:01:00 GMT')).toBe(60_000);
    expect(waitMs('Sun, 01 Mar 2026 05:00:00 GMT')).toBe(0);
    expect(waitMs('31536000')).toBe(86_400_000);
    expect(waitMs('soon')).toBeNull();
    expect(waitMs()).toBeNull();
  });
});

describe("a system's message", () => {
  it('is found in JSON, in a page and in plain text, in one line', () => {
    expect(systemMessage(422, '{"errors":[{"field":"email","message":"is taken"},"and more"]}')).toBe(
      'HTTP 422: is taken; and more',
    );
    expect(systemMessage(400, '{"error":{"code":7,"detail":"no such\\nsite"}}')).toBe('HTTP 400: no such site');
    expect(systemMessage(404, '<html><style>p {}</style><h1>Not\n Found</h1></html>')).toBe('HTTP 404: Not Found');
    expect(systemMessage(409, 'known\u202E already')).toBe('HTTP 409: known already');
    expect(systemMessage(403, '{"broken')).toBe('HTTP 403: {"broken');
    expect(systemMessage(400, '')).toBe('HTTP 400');
    expect(systemMessage(400, '{}')).toBe('HTTP 400: {}');
  });

  it('is short, and shows no national identity number even where it is cut', () => {
    const nationalId = `140664${ssnFor('1964-06-14')}`;
    const message = systemMessage(400, `${'x'.repeat(480)} ${nationalId} ${'y'.repeat(100_000)}`);

    expect(message.length).toBe(500);
    expect(message).not.toContain('1406');
  });
});

describe('an answer to an array of events', () => {
  const keys = ['msg_a', 'msg_b'];

  it('has a status for each, by id or by position', () => {
    const byId = [
      { id: 'msg_b', status: 409, message: 'known' },
      { id: 'msg_a', status: 201 },
    ];
    const refused = { status: 'refused', message: 'HTTP 409: known' };

    expect(readEventStatuses(JSON.stringify(byId), keys)).toEqual([{ status: 'delivered' }, refused]);
    expect(readEventStatuses(JSON.stringify([{ status: 200 }, { status: 409, error: 'known' }]), keys)).toEqual([
      { status: 'delivered' },
      refused,
    ]);
    expect(readEventStatuses(JSON.stringify([{ id: 'msg_b', status: 503 }]), keys)).toEqual([
      { status: 'retry', message: 'The answer has no status for this event.', afterMs: null },
      { status: 'retry', message: 'HTTP 503', afterMs: null },
    ]);
  });

  it('is none where it is something else', () => {
    for (const body of ['', 'ok', '{}', '[]', '[200, 200]', '[{"status":200}]']) {
      expect(readEventStatuses(body, keys)).toBeNull();
    }
  });
});
