import { AppError } from '../domain/app-error.ts';
import type { Inbox } from '../inbox/contract.ts';

/** An inbox, and the door in front of it. */
export interface GuardedInbox {
  readonly inbox: Inbox;
  close(refusal: AppError): void;
  open(): void;
}

/**
 * After a refused login whatever else is asked of the inbox would log in again: a file to be archived, the next listing. Then
 * it fails with the same error, and nothing is sent, until the door is opened.
 */
export function guardLogins(inbox: Inbox): GuardedInbox {
  let closedBy: AppError | null = null;
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closedBy !== null) throw closedBy;
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'inbox-login') closedBy = error;
      throw error;
    }
  };
  return {
    inbox: {
      list: () => through(() => inbox.list()),
      stat: (...args) => through(() => inbox.stat(...args)),
      read: (...args) => through(() => inbox.read(...args)),
      move: (...args) => through(() => inbox.move(...args)),
      put: (...args) => through(() => inbox.put(...args)),
      remove: (...args) => through(() => inbox.remove(...args)),
      isWritable: () => through(() => inbox.isWritable()),
      ...(inbox.watch === undefined ? {} : { watch: inbox.watch }),
      close: () => inbox.close(),
    },
    close(refusal) {
      closedBy = refusal;
    },
    open() {
      closedBy = null;
    },
  };
}
