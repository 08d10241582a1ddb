import winston from 'winston';
import type { LogLevel } from './log.ts';

/** JSON lines on stderr; stdout belongs to the commands. Whoever writes a line gives it its time. */
export function createLogger(level: Exclude<LogLevel, 'silent'>): winston.Logger {
  return winston.createLogger({
    level,
    format: winston.format.json(),
    transports: [new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
}
