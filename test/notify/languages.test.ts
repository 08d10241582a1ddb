import { describe, expect, it } from 'vitest';
import { type AlertDetail, alertCodes } from '../../src/domain/alert.ts';
import { fileStatuses } from '../../src/domain/file-status.ts';
import { issueCodes } from '../../src/domain/issue-codes.ts';
import { type IssueMessageKey, tell } from '../../src/domain/told.ts';
import type { LanguageCode } from '../../src/notify/contract.ts';
import { languageCodes } from '../../src/notify/contract.ts';
import { catalogues } from '../../src/notify/languages/index.ts';
import { renderAlertMail } from '../../src/notify/render-alert.ts';
import { renderDigestMail } from '../../src/notify/render-digest.ts';
import type { RenderedMail } from '../../src/notify/render-mail.ts';
import { renderRefusalMail } from '../../src/notify/render-refusal.ts';
import { renderVerdictMail } from '../../src/notify/render-verdict.ts';
import { commandHints, type VerdictMail } from '../../src/notify/verdict-mail.ts';
import { diagnoses, holdReasons } from './hold-samples.ts';
import { messageValues, moreValues } from './message-samples.ts';
import { issue, plan, rosterFile } from './samples.ts';

const others = languageCodes.filter((code) => code !== 'en');
const program = 'npx rollcall';
const feed = 'acme';

const verdict = (mail: Pick<VerdictMail, 'event' | 'file'> & Partial<VerdictMail>) => (language: LanguageCode) =>
  renderVerdictMail({ issues: [], commands: commandHints(12), attachment: 'attached', ...mail }, catalogues[language]);

describe.each(others)('a mail in %s', (language) => {
  const codes = Object.keys(issueCodes) as (keyof typeof issueCodes)[];

  it.each(['text', 'html', 'subject'] as const)('has nothing English in its %s, whatever the issue', (part) => {
    for (const code of codes) {
      const wrong = issue({ code, ...tell('field-missing', { field: 'x' }) });
      const mail = verdict({ event: 'rejected', file: rosterFile({}, [wrong]), issues: [wrong] });
      expectTranslated(mail, language, part, code);
    }
  });

  it.each(Object.keys(messageValues) as IssueMessageKey[])('says in its own words that "%s"', (key) => {
    for (const values of [messageValues[key], ...(moreValues[key] ?? [])]) {
      const { message, told } = tell(key, values as never);
      const own = (catalogues[language].issues.messages[told.key] as (values: unknown) => string)(told.values);
      expect(own).not.toBe(message);
      expect(own).not.toMatch(english);
      expect(own).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  const wrong = issue(tell('ssn-invalid', { field: 'ssn', reason: 'century' }));
  const row = issue({ code: 'unknown-code', severity: 'row', positionId: 'a1', ...tell('rows-identical', {}) });
  const warning = issue({ code: 'duplicate-rows', severity: 'warning', ...tell('rows-identical', {}) });
  const all = [wrong, row, warning];
  const planned = plan({ deactivated: 4, renumbered: 1, created: 2, reactivated: 1, updated: 9, quarantined: 2 });
  const failed = (code: string) =>
    rosterFile({ status: 'failed', crashes: 3, failure: { code, message: 'E-17', hint: 'E-18' } });
  const files: Record<string, (language: LanguageCode) => RenderedMail> = {
    rejected: verdict({ event: 'rejected', file: rosterFile({}, all), issues: all, attachment: 'too-large' }),
    'rejected on its way': verdict({
      event: 'rejected',
      file: rosterFile({ kind: 'positions', source: 'command' }, [row]),
      issues: [issue({ code: 'truncated', line: null, ...tell('file-empty', { isPacked: true }) })],
      attachment: 'none',
    }),
    processed: verdict({
      event: 'processed',
      file: rosterFile({
        plan: planned,
        dialect: {
          format: 'csv',
          charset: 'windows-1252',
          charsetFrom: 'guessed',
          delimiter: ';',
          lineBreak: 'mixed',
          header: true,
          packedIn: ['zip'],
        },
      }),
    }),
    'processed without changes': verdict({ event: 'processed', file: rosterFile({ plan: plan({ unchanged: 3 }) }) }),
    warnings: verdict({ event: 'warnings', file: rosterFile({ plan: planned }, all), issues: all, leavers: [row] }),
    'warnings alone': verdict({
      event: 'warnings',
      file: rosterFile({ plan: plan({}), kind: 'positions' }, [warning]),
      issues: [warning],
    }),
    failed: verdict({ event: 'failed', file: failed('crashed-repeatedly') }),
    'failed by a fault': verdict({ event: 'failed', file: failed('internal-error') }),
    refused: (code) => renderRefusalMail(refusals(2), catalogues[code]),
    'refused, and mended': (code) => renderRefusalMail(refusals(0), catalogues[code]),
    ...Object.fromEntries(
      (['rejected', 'held', 'failed'] as const).flatMap((event) =>
        (['held', 'discarded', 'rejected'] as const).map((status) => [
          `${event} again, now ${status}`,
          digest(event, status, status === 'rejected'),
        ]),
      ),
    ),
  };

  it.each(Object.keys(files))('has nothing English about a file that was %s', (name) => {
    for (const part of ['text', 'html', 'subject'] as const)
      expectTranslated(files[name] ?? fail, language, part, name);
  });

  it.each(holdReasons)('tells why a file is held: $code', (reason) => {
    for (const kind of ['employees', 'positions'] as const) {
      const file = rosterFile({ kind, status: 'held', holdReasons: [reason], plan: planned });
      expectTranslated(verdict({ event: 'held', file }), language, 'text', reason.code);
      expectTranslated(verdict({ event: 'held', file }), language, 'subject', reason.code);
    }
  });

  it('tells what end dates would do as what it is, and no file', () => {
    const file = rosterFile({
      ...{ source: 'end-dates', name: 'end dates of 2025-11-03', status: 'held', plan: planned },
      holdReasons: holdReasons.slice(0, 1),
    });
    for (const part of ['text', 'subject'] as const) {
      expectTranslated(verdict({ event: 'held', file }), language, part, 'end-dates');
    }
    const { text } = verdict({ event: 'held', file })(language);
    expect(text).toContain(catalogues[language].file.endDates('2025-11-03').slice(0, 20));
  });

  it.each(diagnoses)('tells first what is likely behind a hold: $code', (diagnosis) => {
    const file = rosterFile({
      status: 'held',
      diagnosis: [diagnosis],
      holdReasons: holdReasons.slice(0, 1),
      plan: planned,
    });
    const mail = verdict({ event: 'held', file })(language);
    expectTranslated(() => mail, language, 'text', diagnosis.code);
    expect(mail.text.replace(/\s+/g, ' ')).not.toMatch(/undefined|NaN/);
    expect(mail.text.indexOf(catalogues[language].holds.diagnosis(diagnosis).split(' ')[0] ?? '')).toBeLessThan(120);
  });

  it('tells a hold that has ended, and every status, in its own words', () => {
    for (const status of fileStatuses.filter((each) => each !== 'held')) {
      const file = rosterFile({ status, holdReasons: holdReasons.slice(0, 1), supersededBy: 13, plan: planned });
      expectTranslated(verdict({ event: 'held', file }), language, 'text', status);
    }
  });

  it.each(alertCodes)('has nothing English about the alert %s, but what an error itself says', (code) => {
    for (const event of ['alert', 'recovered'] as const) {
      const detail = alertDetail(code, event === 'recovered');
      const mail = (of: LanguageCode) => renderAlertMail({ event, feed, detail, program }, catalogues[of]);
      for (const part of ['text', 'html', 'subject'] as const) expectTranslated(mail, language, part, code);
    }
  });
});

it('numbers, days and times are written as a language writes them', () => {
  const moment = '2025-11-03T06:05:00.000Z';
  expect([1234567.25, 0.5].map(catalogues.nb.grammar.figure)).toEqual(['1\u00A0234\u00A0567,3', '0,5']);
  expect(catalogues.nb.grammar.moment(moment)).toBe('3. november 2025 kl. 06.05 UTC');
  expect(catalogues.nb.grammar.percent(15.5)).toBe('15,5\u00A0%');
  expect(catalogues.nb.grammar.lasted(moment, '2025-11-03T09:10:00.000Z')).toBe('3 timer 5 minutter');
  expect(catalogues.en.grammar.figure(1234567.25)).toBe('1,234,567.3');
  expect(catalogues.en.grammar.moment(moment)).toBe('3 November 2025, 06:05 UTC');
});

it('a hold of before there were facts, and a sentence of a newer Rollcall, are told as they are stored', () => {
  const old = { code: 'resent', message: 'This is an old one.', hint: 'Discard it.' };
  const file = rosterFile({ status: 'held', holdReasons: [old], plan: plan({}) });
  expect(verdict({ event: 'held', file })('nb').text).toContain(
    'Rollcall holder tilbake roster.csv: This is an old one.',
  );
  const newer = issue({ message: 'Something new.', told: { key: 'not-yet-known', values: {} } as never });
  expect(verdict({ event: 'rejected', file: rosterFile({}, [newer]), issues: [newer] })('nb').text).toContain(
    'Something new.',
  );
});

/** Words that stand in nearly every English sentence, and in no Norwegian one. */
const english = /\b(the|was|were|which|what|with|this|that|your|would|can't|don't|and|not)\b/i;

type Part = 'text' | 'html' | 'subject';

function expectTranslated(
  render: (code: LanguageCode) => RenderedMail,
  language: LanguageCode,
  part: Part,
  about: string,
) {
  const own = plainText(render(language)[part]);
  expect(own, about).not.toMatch(english);
  if (part !== 'html') return;
  const theirs = new Set(textsOf(render('en').html));
  const same = textsOf(render(language).html).filter((text) => theirs.has(text) && !isData(text));
  expect(same, about).toEqual([]);
}

function plainText(text: string): string {
  return text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

function textsOf(html: string): string[] {
  return [...html.slice(html.indexOf('<body')).matchAll(/>([^<>]+)</g)]
    .map(([, text = '']) => text.trim())
    .filter((text) => /\p{L}{2}/u.test(text));
}

/** Names, commands and codes are the same in every language; so are a few words. */
function isData(text: string): boolean {
  return /^(npx rollcall |roster\.csv|acme$|Rollcall$|E-1\d|HTTP|1 person$|D dateOfBirth|D date|Of$|Birth$|x$|DOCTYPE|Feed$|report\.xlsx|[a-z]+-[a-z-]+$|late$|a1$)/.test(
    text,
  );
}

function fail(): RenderedMail {
  throw new Error('There is no such mail.');
}

function refusals(refused: number) {
  const delivery = {
    ...{ feed, destination: 'events', id: 1, fileId: 12, employeeId: 7, companyId: '1', employeeNo: '100013' },
    ...{ status: 'refused' as const, attempts: 1, queuedAt: '', nextAttempt: null, settledAt: '', dryRun: null },
  };
  const kinds = ['created', 'updated', 'reactivated', 'deactivated', 'renumbered'] as const;
  return {
    file: rosterFile(),
    deliveries: kinds.map((kind) => ({ ...delivery, kind, message: 'HTTP 422' })).slice(0, refused * 5),
    counts: [{ feed, destination: 'events', waiting: 0, delivered: 0, refused: refused * 5, dryRuns: 0, cancelled: 0 }],
    program,
  };
}

function digest(event: 'rejected' | 'held' | 'failed', status: 'held' | 'discarded' | 'rejected', isMended: boolean) {
  const failure = event === 'failed' ? { code: 'internal-error', message: 'E-17', hint: 'E-18' } : null;
  const file = rosterFile({ status, failure, holdReasons: holdReasons.slice(0, 1), plan: plan({ deactivated: 4 }) }, [
    issue(),
  ]);
  return (code: LanguageCode) =>
    renderDigestMail(
      {
        detail: { event, cause: '', firstFileId: 9, since: file.receivedAt, fileIds: [10, 11, 12] },
        first: { id: 9, name: 'roster.csv' },
        files: [file],
        issues: [issue()],
        lastRoster: isMended ? { name: 'roster.csv', at: '2099-01-01T00:00:00.000Z' } : null,
        program,
      },
      catalogues[code],
    );
}

function alertDetail(code: AlertDetail['code'], hasEnded: boolean): AlertDetail {
  const told = tell('stray-pattern', {}).told;
  const standing = alertCodes.map((each) => ({ code: each, subject: '', message: 'E-17' }));
  const held = { id: 7, name: 'roster.csv', status: 'held', at: '2026-03-01T04:00:00.000Z' };
  return {
    ...{ code, subject: code === 'destination-down' ? 'events' : '', message: 'E-17', hint: 'E-18' },
    since: '2026-03-01T05:12:00.000Z',
    endedAt: hasEnded ? '2026-03-01T08:17:00.000Z' : null,
    ...(code === 'stray-file' && { strays: [{ name: 'report.xlsx', reason: 'E-17', told }], strayCount: 9 }),
    ...(code === 'late' &&
      !hasEnded && {
        late: {
          by: '06:00 (Europe/Oslo)',
          after: '2026-02-28T05:00:00.000Z',
          lastRoster: null,
          files: [held],
          standing,
        },
      }),
  };
}
