import winston from 'winston';

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

/** JSON lines on stderr; stdout belongs to the commands. */
export function createLog(level: LogLevel): Log {
  const logger = winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
  return wrap(logger);
}

/** What may be logged of an error: AppErrors by code and message, anything else with its stack. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = (error as { code?: unknown }).code;
  const hint = (error as { hint?: unknown }).hint;
  if (error.name === 'AppError') return { code, error: error.message, hint };
  return { code, error: error.message, stack: error.stack };
}

function wrap(logger: winston.Logger): Log {
  return {
    debug: (event, fields) => void logger.debug(event, fields),
    info: (event, fields) => void logger.info(event, fields),
    warn: (event, fields) => void logger.warn(event, fields),
    error: (event, fields) => void logger.error(event, fields),
    child: (fields) => wrap(logger.child(fields)),
  };
}
