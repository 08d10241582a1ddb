import { maskNationalIds } from '../domain/mask.ts';
import type { Mail } from './contract.ts';
import type { MailDocument } from './mail-blocks.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';

export type RenderedMail = Pick<Mail, 'subject' | 'text' | 'html'>;

/** The parts of a mail; the last net under everything that was put into it. */
export function renderMail(subject: string, document: MailDocument): RenderedMail {
  return {
    subject: maskNationalIds(subject),
    text: maskNationalIds(renderText(document)),
    html: maskNationalIds(renderHtml(document)),
  };
}
