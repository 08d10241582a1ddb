/** Sends one mail. Implementations: email.ts with the transports `smtp` and `file`. */
export interface MailTransport {
  /**
   * @param signal gives the attempt up: `mail-unsent`
   * @throws AppError `mail-refused` (not retryable: a permanent 5xx answer about this mail or its recipient),
   * `mail-too-large` (not retryable as it is: without the attachment it may go through) or `mail-unsent` (retryable)
   */
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
  /** Connects and logs in without sending; throws as `send` does. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export interface Mail {
  /** The same for every attempt, so that a mail sent twice is known as one. */
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  attachments: { name: string; contentType: string; content: Buffer }[];
}

/** The languages that mails are written in: languages/ has a folder for each. */
export const languageCodes = ['en', 'nb'] as const;

export type LanguageCode = (typeof languageCodes)[number];

/** What a technical user can ask to be told. */
export type MailEvent = VerdictEvent | 'refused' | 'late';

/** What is told of a file; `refused` comes later: whom destinations did not take of what it has changed. */
export type VerdictEvent = 'rejected' | 'held' | 'warnings' | 'processed' | 'failed';

/** What a feed can do again and again: told in full once, then gathered in a digest. */
export type RepeatedEvent = 'rejected' | 'held' | 'failed';

/** What is told of a feed or of the whole installation; whoever is told of a feed is told of its alerts. */
export type AlertEvent = 'alert' | 'recovered' | 'late';
