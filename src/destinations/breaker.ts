/** Tells a system that takes nothing from deliveries that do not go through. */
export interface Breaker {
  /** The system took something of a request, or refused it. */
  succeeded(): void;
  /** Nothing of a request could be sent now. */
  failed(message: string, afterMs: number | null): void;
  /** The system says that it takes nothing now. */
  down(message: string, afterMs: number | null): void;
  /** Opens it for the last failure, if there was one. */
  trip(): void;
  readonly openedBy: { message: string; afterMs: number | null } | null;
  /** Whether anything got through. */
  readonly hasSucceeded: boolean;
}

/** So many failures in a row, with nothing between them that got through, mean the system rather than the requests. */
const mostFailuresInARow = 5;

export function createBreaker(): Breaker {
  let failuresInARow = 0;
  let hasSucceeded = false;
  let lastFailure: Breaker['openedBy'] = null;
  let openedBy: Breaker['openedBy'] = null;
  return {
    succeeded() {
      failuresInARow = 0;
      hasSucceeded = true;
    },
    failed(message, afterMs) {
      failuresInARow += 1;
      lastFailure = { message, afterMs };
      if (failuresInARow >= mostFailuresInARow) openedBy ??= lastFailure;
    },
    down(message, afterMs) {
      openedBy ??= { message, afterMs };
    },
    trip() {
      openedBy ??= lastFailure;
    },
    get openedBy() {
      return openedBy;
    },
    get hasSucceeded() {
      return hasSucceeded;
    },
  };
}
