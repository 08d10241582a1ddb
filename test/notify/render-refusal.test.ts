import { describe, expect, it } from 'vitest';
import { en } from '../../src/notify/languages/en/index.ts';
import { renderRefusalMail } from '../../src/notify/render-refusal.ts';
import type { DeliveryCounts, ListedDelivery } from '../../src/store/contract.ts';
import { ssnFor } from '../fixtures/roster.ts';
import { rosterFile } from './samples.ts';

const nationalId = `030284${ssnFor('1984-02-03')}`;

function delivery(overrides: Partial<ListedDelivery> = {}): ListedDelivery {
  return {
    id: 1,
    feed: 'acme',
    destination: 'events',
    fileId: 12,
    employeeId: 41,
    companyId: '1',
    employeeNo: '100013',
    kind: 'updated',
    status: 'refused',
    attempts: 1,
    queuedAt: '2026-03-01T05:12:00.000Z',
    nextAttempt: null,
    settledAt: '2026-03-01T05:12:00.000Z',
    message: 'HTTP 422: no such cost center',
    dryRun: null,
    ...overrides,
  };
}

function counts(destination: string, refused: number): DeliveryCounts {
  return { feed: 'acme', destination, waiting: 0, delivered: 0, refused, cancelled: 0, dryRuns: 0 };
}

const render = (deliveries: ListedDelivery[], counted: DeliveryCounts[]) => {
  const mail = { file: rosterFile(), deliveries, counts: counted, program: 'npx rollcall' };
  const { subject, text, html } = renderRefusalMail(mail, en);
  return { subject, text: text.replace(/\s+/g, ' '), html };
};

describe('mails about refusals', () => {
  it('say who was refused by whom and why, what is right all the same, and what to do', () => {
    const { subject, text, html } = render([delivery()], [counts('events', 1)]);

    expect(subject).toBe('[Rollcall] REFUSED acme: roster.csv (1 person by events)');
    expect(text).toContain('The destination events did not take 1 person whom roster.csv has changed.');
    expect(text).toContain('The employee register of the feed acme is right');
    expect(text).toContain('Employee 100013, updated (events) HTTP 422: no such cost center');
    expect(text).toContain('npx rollcall deliveries --feed acme --destination events --status refused');
    expect(text).toContain('npx rollcall redeliver --feed acme --destination events --status refused');
    expect(html).toContain('HTTP 422: no such cost center');
  });

  it('name every destination, and how many people more there are than they list', () => {
    const { subject, text } = render(
      [delivery(), delivery({ destination: 'learn', employeeNo: null })],
      [counts('events', 1200), counts('learn', 1)],
    );

    expect(subject).toContain('(1,200 people by events, 1 person by learn)');
    expect(text).toContain('The destinations events and learn did not take 1,201 people');
    expect(text).toContain('The employee with the id 41, updated (learn)');
    expect(text).toContain('... and 1,199 more.');
    expect(text).toContain('redeliver --feed acme --destination learn');
  });

  it('say that there is nothing to do where all have been sent again meanwhile', () => {
    const { subject, text } = render([], [counts('events', 0)]);

    expect(subject).toBe('[Rollcall] REFUSED acme: roster.csv');
    expect(text).toContain('Somebody has had them sent again since.');
    expect(text).not.toContain('redeliver');
  });

  it('show no national identity number of a system, and escape what is HTML', () => {
    const { text, html } = render([delivery({ message: `<b>${nationalId}</b>` })], [counts('events', 1)]);

    expect(`${text}${html}`).not.toContain(nationalId);
    expect(html).not.toContain('<b>*****');
  });
});
