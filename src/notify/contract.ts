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

/** What a technical user can ask to be told. */
export type MailEvent = 'rejected' | 'held' | 'warnings' | 'late' | 'refused' | 'processed' | 'failed';
