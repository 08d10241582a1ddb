import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { plainFields } from '../../src/domain/employee.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.record(z.string(), z.unknown())]);

const wholeEmployee = z.strictObject({
  id: z.int(),
  companyId: z.string(),
  employeeNo: z.string(),
  active: z.boolean(),
  deactivatedAt: z.iso.datetime().nullable(),
  deactivatedBy: z.string().nullable(),
  ...Object.fromEntries(plainFields.map(({ name }) => [name, value])),
});

const leaver = z.strictObject({
  id: z.int(),
  companyId: z.string(),
  employeeNo: z.string(),
  active: z.literal(false),
});

/** The documented event, and nothing else: what is sealed is not in it. */
const event = z.strictObject({
  id: z.string().regex(/^msg_[\w-]{27}$/),
  type: z.enum(['created', 'updated', 'reactivated', 'deactivated', 'renumbered'].map((kind) => `employee.${kind}`)),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    feed: z.string(),
    fileId: z.int().nullable(),
    employee: z.union([leaver, wholeEmployee]),
    changes: z.array(
      z.union([
        z.strictObject({ field: z.literal('nationalId'), before: z.literal('*****'), after: z.literal('*****') }),
        z.strictObject({
          field: z.string().regex(/^(?!nationalId|disability)/),
          before: z.unknown(),
          after: z.unknown(),
        }),
      ]),
    ),
  }),
});

export interface ReceivedEvent extends Omit<z.output<typeof event>, 'data'> {
  data: Omit<z.output<typeof event>['data'], 'employee'> & {
    employee: Record<string, unknown> & { employeeNo: string };
  };
}

/** What becomes of a request or of one event in it. */
export interface Answer {
  status: number;
  message?: string;
  headers?: Record<string, string>;
}

/** `cut` takes what came and hangs up before it answers; `silent` takes it and never answers. */
export type Fault = Answer | 'cut' | 'silent';

/** What the receiver does; change it while it runs. */
export interface ReceiverScript {
  /** Asked for each request, counted from 1. Null: as its events deserve. */
  fault(request: { count: number; events: readonly ReceivedEvent[] }): Fault | null;
  /** Asked for each event; null takes it. */
  refusal(event: ReceivedEvent): Answer | null;
  /** How long an answer takes. */
  delayMs: number;
  /** Answers an array of events with one status for all: 400 when it refuses any. */
  answersAsOne: boolean;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly secret: string;
  readonly script: ReceiverScript;
  /** What took effect, in that order: an event that comes again under its id changes nothing. */
  readonly events: ReceivedEvent[];
  /** Every request that followed the contract: its events, when it came (`performance.now()`), and how many were open. */
  readonly requests: { events: ReceivedEvent[]; atMs: number; open: number }[];
  /** Events that came again after they had taken effect. */
  readonly repeats: ReceivedEvent[];
  /** What broke the contract. */
  readonly violations: string[];
  /** Hangs up on everybody and takes nobody more. */
  stop(): Promise<void>;
  /** Takes requests again, on the same port. */
  start(): Promise<void>;
}

export interface ReceiverOptions {
  /** Whether arrays of events are expected. */
  batch?: boolean;
  /** `whsec_...` or any text. */
  secret?: string;
}

/** A real HTTP server that takes signed events as they are documented, and nothing else. Stopped after the test. */
export async function startWebhookReceiver(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const { batch = false, secret = `whsec_${Buffer.from('thirty-two bytes of a secret key').toString('base64')}` } =
    options;
  const script: ReceiverScript = { fault: () => null, refusal: () => null, delayMs: 0, answersAsOne: false };
  const events: ReceivedEvent[] = [];
  const requests: WebhookReceiver['requests'] = [];
  const repeats: ReceivedEvent[] = [];
  const violations: string[] = [];
  const taken = new Set<string>();
  let open = 0;

  const take = (received: ReceivedEvent): Answer => {
    const refusal = script.refusal(received);
    if (refusal !== null) return refusal;
    if (taken.has(received.id)) repeats.push(received);
    else events.push(received);
    taken.add(received.id);
    return { status: 200 };
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const checked = check(request, body, secret, batch);
    if (typeof checked === 'string') {
      violations.push(checked);
      return reply(response, { status: 400, message: checked });
    }
    requests.push({ events: checked, atMs: performance.now(), open });
    if (script.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, script.delayMs));
    const fault = script.fault({ count: requests.length, events: checked });
    if (fault !== null && typeof fault === 'object') return reply(response, fault);
    if (batch && script.answersAsOne && checked.some((one) => script.refusal(one) !== null)) {
      return reply(response, { status: 400, message: 'one of these is wrong' });
    }
    const answers = checked.map(take);
    if (fault === 'cut') return void response.destroy();
    if (fault === 'silent') return;
    const [first = { status: 200 }] = answers;
    if (!batch) return reply(response, first);
    const statuses = answers.map((answer, index) => ({ id: checked[index]?.id, ...answer }));
    response.writeHead(answers.every(({ status }) => status < 300) ? 200 : 207, { 'content-type': 'application/json' });
    response.end(JSON.stringify(statuses));
  }

  const server = createServer((request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
    handle(request, response).catch((error: unknown) => {
      violations.push(String(error));
      response.destroy();
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${port}/hooks?key=not-for-logs`,
    secret,
    script,
    events,
    requests,
    repeats,
    violations,
    stop,
    start: () => listen(port),
  };
}

/** @returns the events, or what is wrong with the request */
function check(request: IncomingMessage, body: Buffer, secret: string, batch: boolean): ReceivedEvent[] | string {
  if (request.method !== 'POST') return `method ${request.method}`;
  if (request.headers['content-type'] !== 'application/json') return `content-type ${request.headers['content-type']}`;
  const id = String(request.headers['webhook-id'] ?? '');
  const timestamp = String(request.headers['webhook-timestamp'] ?? '');
  if (id === '' || id.includes('.')) return `webhook-id "${id}"`;
  if (!/^\d{10}$/.test(timestamp)) return `webhook-timestamp "${timestamp}"`;
  if (Math.abs(Number(timestamp) - Date.now() / 1000) > 300) return `webhook-timestamp ${timestamp} is not now`;
  if (!isSigned(request, body, secret, id, timestamp)) return 'webhook-signature';
  const parsed = z.array(event).safeParse(batch ? JSON.parse(body.toString()) : [JSON.parse(body.toString())]);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const events = parsed.data as unknown as ReceivedEvent[];
  if (!batch && events[0]?.id !== id) return `webhook-id ${id} is not the event's`;
  if (new Set(events.map(({ data }) => data.employee.id)).size < events.length) return 'two events of one employee';
  return events;
}

function isSigned(request: IncomingMessage, body: Buffer, secret: string, id: string, timestamp: string): boolean {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const signatures = String(request.headers['webhook-signature'] ?? '').split(' ');
  return signatures.some((signature) => {
    const [version, base64 = ''] = signature.split(',');
    const shown = Buffer.from(base64, 'base64');
    return version === 'v1' && shown.length === expected.length && timingSafeEqual(shown, expected);
  });
}

function reply(response: ServerResponse, { status, message, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(message === undefined ? undefined : JSON.stringify({ error: { message } }));
}
