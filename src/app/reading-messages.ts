import type { PositionsHost, PositionsOrder } from '../pipeline/positions/reading-positions.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome } from '../pipeline/reading.ts';

/** The first message to the thread. */
export interface OrderMessage {
  order: ReadingOrder | PositionsOrder;
  /** `ROLLCALL_KEY`. */
  secret: string;
}

/** What the reading asks its host. */
export interface HostCall {
  kind: 'call';
  id: number;
  method: keyof ReadingHost | keyof PositionsHost;
  args: unknown[];
}

export interface HostReply {
  id: number;
  value: unknown;
}

export type ThreadMessage =
  | HostCall
  | { kind: 'done'; outcome: ReadingOutcome }
  | {
      kind: 'failed';
      failure: { code: string | null; message: string; hint: string; retryable: boolean; stack: string | undefined };
    };

/** The memory of a value's byte arrays, which goes to the other thread instead of being copied. */
export function transferable(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  const buffers = new Set<ArrayBuffer>();
  for (const part of ArrayBuffer.isView(value) ? [value] : Object.values(value)) {
    // A view of a part of something larger is copied: the rest may belong to somebody else.
    if (!ArrayBuffer.isView(part) || part.byteLength !== part.buffer.byteLength) continue;
    if (part.buffer instanceof ArrayBuffer && part.byteLength > 0) buffers.add(part.buffer);
  }
  return [...buffers];
}
