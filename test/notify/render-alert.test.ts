import { describe, expect, it } from 'vitest';
import { type AlertDetail, alertCodes } from '../../src/domain/alert.ts';
import { en } from '../../src/notify/languages/en/index.ts';
import { renderAlertMail } from '../../src/notify/render-alert.ts';
import { ssnFor } from '../fixtures/roster.ts';

const nationalId = `030284${ssnFor('1984-02-03')}`;

function detail(overrides: Partial<AlertDetail> = {}): AlertDetail {
  return {
    code: 'inbox-unreachable',
    subject: '',
    message: "The inbox on sftp://sftp.example.org:22 can't be reached: ECONNREFUSED.",
    hint: 'Check the server, the network and the firewall.',
    since: '2026-03-01T05:12:00.000Z',
    endedAt: null,
    ...overrides,
  };
}

const render = (
  overrides: Partial<AlertDetail> = {},
  event: 'alert' | 'recovered' | 'late' = 'alert',
  feed = 'acme',
) => {
  const { subject, text, html } = renderAlertMail(
    { event, feed, detail: detail(overrides), program: 'npx rollcall' },
    en,
  );
  return { subject, text: text.replace(/\s+/g, ' '), html };
};

describe('mails about alerts', () => {
  it('say what happened, since when, what it means, what to do and whether Rollcall goes on by itself', () => {
    const { subject, text, html } = render();

    expect(subject).toBe("[Rollcall] ALERT acme: the inbox can't be reached");
    expect(text).toContain('ECONNREFUSED');
    expect(text).toContain('1 March 2026, 05:12 UTC');
    expect(text).toContain('Nobody is deactivated because of it.');
    expect(text).toContain('Check the server, the network and the firewall.');
    expect(text).toContain('goes on by itself');
    expect(html).toContain('Nobody is deactivated because of it.');
  });

  it('say how long it lasted when it has ended', () => {
    const { subject, text } = render({ endedAt: '2026-03-01T08:17:00.000Z' }, 'recovered');

    expect(subject).toBe('[Rollcall] SOLVED acme: the inbox works again');
    expect(text).toContain('It lasted 3 hours 5 minutes.');
    expect(text).toContain('Until 1 March 2026, 08:17 UTC');
  });

  it('name the installation where no feed is meant', () => {
    const { subject, text } = render({ code: 'database-down' }, 'alert', '');

    expect(subject).toBe('[Rollcall] ALERT: the database does not answer');
    expect(text).toContain('Rollcall: the database does not answer.');
    expect(text).not.toContain('The feed');
  });

  it.each(alertCodes)('have words for %s', (code) => {
    const { subject, text } = render({ code, strays: [], late: undefined });

    expect(subject).toMatch(/^\[Rollcall\] ALERT acme: \S.{10,}/);
    expect(text).toMatch(/What it means -+ \S.*What to do now -+ \S/);
  });

  it('list the files that are not taken, and how many more there are', () => {
    const strays = [
      { name: 'report.xlsx', reason: 'A spreadsheet can not be read as a roster: save it as "CSV UTF-8".' },
      { name: 'a\u202Eb.txt', reason: 'The name matches no pattern.' },
    ];
    const { subject, text } = render({ code: 'stray-file', strays, strayCount: 70 });

    expect(subject).toBe('[Rollcall] ALERT acme: 70 files are not taken');
    expect(text).toContain('report.xlsx A spreadsheet');
    expect(text).toContain('a b.txt');
    expect(text).toContain('And 68 more files.');
  });

  it('tell how things stood when a roster was missed', () => {
    const late = {
      by: '06:00 (Europe/Oslo)',
      after: '2026-02-28T05:00:00.000Z',
      lastRoster: null,
      files: [{ id: 7, name: 'few.csv', status: 'held', at: '2026-03-01T04:00:00.000Z' }],
      standing: [{ code: 'inbox-unreachable' as const, subject: '', message: 'The inbox /in can not be read.' }],
    };
    const { subject, text } = render({ code: 'late', late }, 'late');

    expect(subject).toBe('[Rollcall] LATE acme: no roster was processed by 06:00');
    expect(text).toContain(
      'by 06:00 (Europe/Oslo), and none was since 28 February 2026, 05:00 UTC. None has ever been processed.',
    );
    expect(text).toContain('The feed has another trouble: The inbox /in can not be read.');
    expect(text).toContain('few.csv: held File 7, received 1 March 2026, 04:00 UTC');
    expect(text).toContain('npx rollcall file 7');
  });

  it('show no national identity number and no line break of a name, and escape what is HTML', () => {
    const name = `<b>${nationalId}</b>\r\nBcc: x@example.org`;
    const { subject, text, html } = render({
      code: 'stray-file',
      strays: [{ name, reason: name }],
      strayCount: 1,
      subject: name,
    });

    expect(subject).not.toMatch(/[\r\n]/);
    expect(`${subject}${text}${html}`).not.toContain(nationalId);
    expect(html).not.toContain('<b>');
  });
});
