import type { AlertDetail, LateState } from '../domain/alert.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { AlertMail } from './alert-mail.ts';
import { type AlertWording, alertWordings } from './alert-wording.ts';
import type { MailBlock, MailDocument } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { counted, lasted, moment } from './wording.ts';

/** The mail about an alert or its end, for a technical user at seven in the morning. */
export function renderAlertMail(mail: AlertMail): { subject: string; text: string; html: string } {
  const document = tellAlert(mail);
  return {
    subject: maskNationalIds(renderSubject(mail)),
    text: maskNationalIds(renderText(document)),
    html: maskNationalIds(renderHtml(document)),
  };
}

const word: Record<AlertMail['event'], string> = { alert: 'ALERT', recovered: 'SOLVED', late: 'LATE' };

function renderSubject({ event, feed, detail }: AlertMail): string {
  const wording = alertWordings[detail.code];
  const what = event === 'recovered' ? wording.solved : wording.happened(detail);
  return plainLine(`[Rollcall] ${word[event]}${feed === '' ? '' : ` ${feed}`}: ${what}`);
}

function tellAlert(mail: AlertMail): MailDocument {
  const wording = alertWordings[mail.detail.code];
  return mail.event === 'recovered' ? tellEnd(mail, wording) : tellBegin(mail, wording);
}

function tellBegin({ event, feed, detail, program }: AlertMail, wording: AlertWording): MailDocument {
  return {
    tone: event === 'late' || detail.code === 'stray-file' ? 'waiting' : 'bad',
    headline: `${about(feed)}: ${wording.happened(detail)}.`,
    blocks: [
      ...happened(detail),
      heading('What it means'),
      paragraph(wording.meaning),
      heading('What to do now'),
      ...advice(detail, program),
      paragraph(wording.goesOn),
      heading('The alert'),
      { kind: 'facts', rows: factsOf(feed, detail) },
      footer(feed),
    ],
  };
}

function tellEnd({ feed, detail }: AlertMail, wording: AlertWording): MailDocument {
  const since = detail.endedAt === null ? '' : ` It lasted ${lasted(detail.since, detail.endedAt)}.`;
  return {
    tone: 'good',
    headline: `${about(feed)}: ${wording.solved}.${since}`,
    blocks: [
      heading('What it was'),
      paragraph(detail.message),
      heading('What to do now'),
      paragraph('Nothing. Rollcall goes on by itself with whatever has waited.'),
      heading('The alert'),
      { kind: 'facts', rows: factsOf(feed, detail) },
      footer(feed),
    ],
  };
}

function about(feed: string): string {
  return feed === '' ? 'Rollcall' : `The feed ${plainLine(feed)}`;
}

function happened(detail: AlertDetail): MailBlock[] {
  const { strays, strayCount = 0, late } = detail;
  if (late !== undefined) return tellLate(late);
  if (strays === undefined) return [paragraph(detail.message)];
  const left = strayCount - strays.length;
  return [
    { kind: 'bullets', items: strays.map(({ name, reason }) => ({ text: plainLine(name), note: plainLine(reason) })) },
    ...(left > 0 ? [paragraph(`And ${counted(left, 'more file')}.`)] : []),
  ];
}

function tellLate({ by, after, lastRoster, files, standing }: LateState): MailBlock[] {
  const last =
    lastRoster === null
      ? 'None has ever been processed.'
      : `The last one was ${plainLine(lastRoster.name, 80)}, processed ${moment(lastRoster.at)}.`;
  return [
    paragraph(`A roster should have been processed by ${by}, and none was since ${moment(after)}. ${last}`),
    ...standing.map((text) => paragraph(`The feed has another trouble: ${text}`)),
    ...(files.length === 0
      ? [paragraph('Since then no file of this feed has come.')]
      : [
          paragraph('These files have come since then, or still wait:'),
          {
            kind: 'bullets' as const,
            items: files.map(({ id, name, status, at }) => ({
              text: `${plainLine(name)}: ${status.replaceAll('_', ' ')}`,
              note: `File ${id}, received ${moment(at)}`,
            })),
          },
        ]),
  ];
}

function advice({ hint, late }: AlertDetail, program: string): MailBlock[] {
  const held = late?.files.find(({ status }) => status === 'held');
  return [
    ...((late?.standing.length ?? 0) > 0
      ? [paragraph('First see to the other trouble that is named above: it has a mail of its own.')]
      : []),
    paragraph(hint),
    ...(held === undefined
      ? []
      : [
          {
            kind: 'command' as const,
            purpose: 'A held file waits for your decision. To see why:',
            command: `${program} file ${held.id}`,
          },
        ]),
  ];
}

function factsOf(feed: string, { since, endedAt, code }: AlertDetail): { label: string; value: string }[] {
  return [
    ...(feed === '' ? [] : [{ label: 'Feed', value: plainLine(feed) }]),
    { label: 'Since', value: moment(since) },
    ...(endedAt === null ? [] : [{ label: 'Until', value: moment(endedAt) }]),
    { label: 'Kind', value: code },
  ];
}

function footer(feed: string): MailBlock {
  const who =
    feed === ''
      ? 'You get this mail because you are named as a technical user.'
      : `You get this mail because you are named as a technical user of the feed ${plainLine(feed)}.`;
  return {
    kind: 'footer',
    text: `Rollcall reads the lists of employees (rosters) that an HR system delivers, and keeps the register of employees true to them. ${who}`,
  };
}

function heading(text: string): MailBlock {
  return { kind: 'heading', text };
}

function paragraph(text: string): MailBlock {
  return { kind: 'paragraph', text: plainLine(text) };
}
