import type { Mail } from './contract.ts';

export interface ComposedMail {
  /** The bytes of the message. */
  message: Buffer;
  envelope: { from: string | false; to: string[] };
}

/** nodemailer is loaded with the first mail: an idle daemon saves its 9 MB. */
export async function composeMail(mail: Mail, from: string): Promise<ComposedMail> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const node = new MailComposer({
    from,
    // An object is one address: a list in it is not split up.
    to: { name: '', address: mail.to },
    subject: mail.subject.replace(/\p{Cc}+/gu, ' '),
    messageId: mail.messageId,
    // RFC 3834: keeps absence notes from answering.
    headers: { 'Auto-Submitted': 'auto-generated' },
    // As alternatives, for `text` takes no parameters: a window that is narrower than the lines joins and breaks them anew.
    alternatives: [
      { contentType: 'text/plain; charset=utf-8; format=flowed', content: stuffed(mail.text) },
      { contentType: 'text/html; charset=utf-8', content: mail.html },
    ],
    attachments: mail.attachments.map(({ name, contentType, content }) => ({ filename: name, contentType, content })),
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from: sender, to } = node.getEnvelope();
  return { message: await node.build(), envelope: { from: sender, to } };
}

/** Lines that begin with a space get one more, which readers of such texts take away (RFC 3676, section 4.4). */
function stuffed(text: string): string {
  return text.replace(/^(?=[ >]|From )/gm, ' ');
}
