import { DestinationDown } from './destination-down.ts';

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Its beginning, where it is longer than `mostBytes`. */
  body: string;
  isWhole: boolean;
}

/** Of an answer more is not read: a status for each of a thousand events is shorter. */
const mostBytes = 1_000_000;

/**
 * Posts a body and reads the answer, whatever its status is. Redirects are not followed: they would repeat the request, with
 * its secrets, somewhere else.
 *
 * @throws DestinationDown when there is no answer, or not all of it in time
 */
export async function post({ url, headers, body, timeoutMs, signal }: PostRequest): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    return { status: response.status, headers: response.headers, ...(await readBody(response)) };
  } catch (cause) {
    const { host } = new URL(url);
    if (timeout.aborted) throw new DestinationDown(`${host} did not answer within ${timeoutMs} ms.`, { cause });
    throw new DestinationDown(`${host} could not be reached: ${reasonOf(cause)}.`, { cause });
  }
}

async function readBody(response: Response): Promise<{ body: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // To leave the loop cancels the rest.
    if (bytes > mostBytes) return { body: textOf(chunks), isWhole: false };
  }
  return { body: textOf(chunks), isWhole: true };
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).subarray(0, mostBytes).toString();
}

/** fetch says no more than "fetch failed"; what did fail stands behind it, and several addresses may each have failed. */
function reasonOf(error: unknown): string {
  const cause = (error as Error).cause ?? error;
  const [first = cause] = cause instanceof AggregateError ? cause.errors : [cause];
  const { code } = first as { code?: unknown };
  return typeof code === 'string' ? code : ((first as Error).name ?? 'unknown');
}
