import { AppError } from '../domain/app-error.ts';

/** A system that did not take a request: it can't be reached, does not answer in time, or wants to be left alone. */
export class DestinationDown extends AppError {
  /** Whether it said so itself. A connection that breaks may be the only one; several in a row are not. */
  readonly wantsRest: boolean;
  /** False where the request certainly has not come through. */
  readonly reached: boolean;
  /** How long it wants to be left alone; null where it does not say. */
  readonly afterMs: number | null;

  /** @param message names the system's host and the cause, no address and nothing that a person has written */
  constructor(
    message: string,
    details: { wantsRest?: boolean; reached?: boolean; afterMs?: number | null; cause?: unknown } = {},
  ) {
    super('destination-down', message, {
      hint: 'What waits for it is kept and sent when it is back; "rollcall deliveries" lists it.',
      retryable: true,
      cause: details.cause,
    });
    this.wantsRest = details.wantsRest ?? false;
    this.reached = details.reached ?? true;
    this.afterMs = details.afterMs ?? null;
  }
}
