/** The world failed (a database, a disk, a server, a wrong config). Wrapped once, where the foreign library is called. */
export class AppError extends Error {
  readonly code: string;
  /** What the reader can do about it. */
  readonly hint: string;
  /** Whether the same operation can succeed later without anybody changing anything. */
  readonly retryable: boolean;

  /**
   * @param code kebab-case and stable, e.g. `database-unreachable`
   * @param message the operation, its subject and the cause
   */
  constructor(code: string, message: string, details: { hint: string; retryable?: boolean; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
  }
}
