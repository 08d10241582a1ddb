import type { AlertDetail, LateState } from '../domain/alert.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { AlertMail } from './alert-mail.ts';
import type { Catalogue } from './languages/contract.ts';
import { type Fact, heading, type MailBlock, type MailDocument, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { type RenderedMail, renderMail } from './render-mail.ts';

/** The mail about an alert or its end, for a technical user at seven in the morning. */
export function renderAlertMail(mail: AlertMail, words: Catalogue): RenderedMail {
  const document = mail.event === 'recovered' ? tellEnd(mail, words) : tellBegin(mail, words);
  return renderMail(renderSubject(mail, words), { language: words.code, ...document });
}

function renderSubject({ event, feed, detail }: AlertMail, words: Catalogue): string {
  const wording = words.alerts.codes[detail.code];
  const what = event === 'recovered' ? wording.solved : wording.happened(withShortNames(detail));
  return plainLine(`[Rollcall] ${words.subjects[event]}${feed === '' ? '' : ` ${feed}`}: ${what}`);
}

function tellBegin({ event, feed, detail, program }: AlertMail, words: Catalogue): Omit<MailDocument, 'language'> {
  const { alerts } = words;
  const wording = alerts.codes[detail.code];
  return {
    tone: event === 'late' || detail.code === 'stray-file' ? 'waiting' : 'bad',
    headline: `${alerts.about(plainLine(feed))}: ${wording.happened(withShortNames(detail))}.`,
    blocks: [
      ...happened(detail, words),
      heading(alerts.whatItMeans),
      paragraph(wording.meaning),
      heading(words.file.whatToDoNow),
      ...advice(detail, program, words),
      paragraph(wording.goesOn),
      heading(alerts.theAlert),
      { kind: 'facts', rows: factsOf(feed, detail, words) },
      { kind: 'footer', text: alerts.footer(plainLine(feed)) },
    ],
  };
}

function tellEnd({ feed, detail }: AlertMail, words: Catalogue): Omit<MailDocument, 'language'> {
  const { alerts, grammar } = words;
  const lasted = detail.endedAt === null ? '' : ` ${alerts.lasted(grammar.lasted(detail.since, detail.endedAt))}`;
  return {
    tone: 'good',
    headline: `${alerts.about(plainLine(feed))}: ${alerts.codes[detail.code].solved}.${lasted}`,
    blocks: [
      heading(alerts.whatItWas),
      paragraph(plainLine(alerts.ownWords(detail))),
      heading(words.file.whatToDoNow),
      paragraph(alerts.nothingToDo),
      heading(alerts.theAlert),
      { kind: 'facts', rows: factsOf(feed, detail, words) },
      { kind: 'footer', text: alerts.footer(plainLine(feed)) },
    ],
  };
}

/** A subject has little room. */
function withShortNames(detail: AlertDetail): AlertDetail {
  if (detail.strays === undefined) return detail;
  return { ...detail, strays: detail.strays.map((stray) => ({ ...stray, name: plainLine(stray.name, 60) })) };
}

function happened(detail: AlertDetail, words: Catalogue): MailBlock[] {
  const { alerts } = words;
  const { strays, strayCount = 0, late } = detail;
  if (late !== undefined) return tellLate(late, words);
  if (strays === undefined) return [paragraph(plainLine(alerts.ownWords(detail)))];
  const left = strayCount - strays.length;
  return [
    {
      kind: 'bullets',
      items: strays.map((stray) => ({ text: plainLine(stray.name), note: plainLine(alerts.stray(stray)) })),
    },
    ...(left > 0 ? [paragraph(alerts.moreFiles(left))] : []),
  ];
}

function tellLate({ by, after, lastRoster, files, standing }: LateState, words: Catalogue): MailBlock[] {
  const { late } = words.alerts;
  const last = lastRoster === null ? null : { ...lastRoster, name: plainLine(lastRoster.name, 80) };
  return [
    paragraph(late.missed(by, after, last)),
    ...standing.map((trouble) => paragraph(plainLine(late.otherTrouble(trouble)))),
    ...(files.length === 0
      ? [paragraph(late.noFile)]
      : [
          paragraph(late.files),
          {
            kind: 'bullets' as const,
            items: files.map(({ id, name, status, at }) => ({
              text: `${plainLine(name)}: ${words.file.statuses[status as FileStatus] ?? status}`,
              note: late.fileNote(id, at),
            })),
          },
        ]),
  ];
}

function advice(detail: AlertDetail, program: string, { alerts }: Catalogue): MailBlock[] {
  const { late } = detail;
  const held = late?.files.find(({ status }) => status === 'held');
  return [
    ...((late?.standing.length ?? 0) > 0 ? [paragraph(alerts.late.firstTheOther)] : []),
    paragraph(plainLine(alerts.codes[detail.code].advice(detail))),
    ...(held === undefined
      ? []
      : [{ kind: 'command' as const, purpose: alerts.late.heldFile, command: `${program} file ${held.id}` }]),
  ];
}

function factsOf(feed: string, { since, endedAt, code }: AlertDetail, { alerts, grammar }: Catalogue): Fact[] {
  return [
    ...(feed === '' ? [] : [{ label: alerts.feed, value: plainLine(feed) }]),
    { label: alerts.since, value: grammar.moment(since) },
    ...(endedAt === null ? [] : [{ label: alerts.until, value: grammar.moment(endedAt) }]),
    { label: alerts.kind, value: code },
  ];
}
