import { createDailyLog } from './daily-log.ts';

export type LogFields = Record<string, unknown>;

/** One event a line. Fields are flat: `feed`, `fileId`, `durationMs`, `code`; never personal data. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

export interface LogFiles {
  directory: string;
  /** Null keeps them for ever. */
  keepMs: number | null;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const severities = ['error', 'warn', 'info', 'debug'] as const;

/**
 * Lines of this level and of the graver ones. winston is loaded with the first of them: most commands have none, and it
 * takes 14 ms.
 *
 * @param files where the lines go beside stderr; by default nowhere
 */
export function createLog(level: LogLevel, files: LogFiles | null = null): Log {
  if (level === 'silent') return createWriter(() => {}, {});
  const wanted = severities.slice(0, severities.indexOf(level) + 1);
  let isLoading = false;
  let out: Write | null = null;
  const early: Parameters<Write>[] = [];
  const goOn = (write: Write) => {
    process.off('exit', endEarly);
    out = write;
    for (const line of early.splice(0)) write(...line);
  };
  const endEarly = () => goOn(writePlain);
  const load = async () => {
    const { createLogger } = await import('./winston-log.ts');
    const logger = createLogger(level);
    return (...line: Parameters<Write>) => void logger.log(...line);
  };
  const toStderr: Write = (severity, event, line) => {
    if (out !== null) return out(severity, event, line);
    early.push([severity, event, line]);
    if (isLoading) return;
    isLoading = true;
    process.once('exit', endEarly);
    // It may be gone: somebody installs another version.
    load().then(goOn, endEarly);
  };
  const toFiles = files === null ? null : writeFiles(files, toStderr);
  return createWriter((severity, event, fields) => {
    if (!wanted.includes(severity)) return;
    const line = { ...fields, timestamp: new Date().toISOString() };
    toStderr(severity, event, line);
    toFiles?.(severity, event, line);
  }, {});
}

/** What is wrong with the files is told on stderr. */
function writeFiles({ directory, keepMs }: LogFiles, toStderr: Write): Write {
  const write = createDailyLog({
    directory,
    keepMs,
    tell: (level, event, fields) => toStderr(level, event, { ...fields, timestamp: new Date().toISOString() }),
  });
  return (...line) => write(lineText(...line));
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

function writePlain(...line: Parameters<Write>): void {
  process.stderr.write(`${lineText(...line)}\n`);
}

/** JSON has no bigint. */
function lineText(...[level, message, fields]: Parameters<Write>): string {
  return JSON.stringify({ level, message, ...fields }, (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

function createWriter(write: Write, common: LogFields): Log {
  return {
    debug: (event, fields) => write('debug', event, { ...common, ...fields }),
    info: (event, fields) => write('info', event, { ...common, ...fields }),
    warn: (event, fields) => write('warn', event, { ...common, ...fields }),
    error: (event, fields) => write('error', event, { ...common, ...fields }),
    child: (fields) => createWriter(write, { ...common, ...fields }),
  };
}
