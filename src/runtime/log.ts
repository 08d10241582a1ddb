export type LogFields = Record<string, unknown>;

/** One event a line. Fields are flat: `feed`, `fileId`, `durationMs`, `code`; never personal data. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const severities = ['error', 'warn', 'info', 'debug'] as const;

/**
 * Lines of this level and of the graver ones. winston is loaded with the first of them: most commands have none, and it
 * takes 14 ms.
 */
export function createLog(level: LogLevel): Log {
  if (level === 'silent') return createWriter(() => {}, {});
  const wanted = severities.slice(0, severities.indexOf(level) + 1);
  const load = async () => (await import('./winston-log.ts')).createLogger(level);
  let loading: Promise<void> | null = null;
  let logger: Awaited<ReturnType<typeof load>> | null = null;
  return createWriter((severity, event, fields) => {
    if (!wanted.includes(severity)) return;
    const line = { ...fields, timestamp: new Date().toISOString() };
    if (logger !== null) return void logger.log(severity, event, line);
    loading ??= load().then((loaded) => {
      logger = loaded;
    });
    // Lines that come while it is loaded keep their order. It may be gone: somebody installs another version.
    loading.then(
      () => logger?.log(severity, event, line),
      () => process.stderr.write(`${JSON.stringify({ level: severity, message: event, ...line })}\n`),
    );
  }, {});
}

/** What may be logged of an error: AppErrors by code and message, anything else with its stack. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = (error as { code?: unknown }).code;
  const hint = (error as { hint?: unknown }).hint;
  if (error.name === 'AppError') return { code, error: error.message, hint };
  return { code, error: error.message, stack: error.stack };
}

type Write = (severity: (typeof severities)[number], event: string, fields: LogFields) => void;

function createWriter(write: Write, common: LogFields): Log {
  return {
    debug: (event, fields) => write('debug', event, { ...common, ...fields }),
    info: (event, fields) => write('info', event, { ...common, ...fields }),
    warn: (event, fields) => write('warn', event, { ...common, ...fields }),
    error: (event, fields) => write('error', event, { ...common, ...fields }),
    child: (fields) => createWriter(write, { ...common, ...fields }),
  };
}
