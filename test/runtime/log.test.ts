import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/app-error.ts';
import { errorFields } from '../../src/runtime/log.ts';
import { project } from '../config/project.ts';

const source = new URL('../../src/runtime/log.ts', import.meta.url);

/** winston is there, or was taken away: the text of what refuses it. */
const installations = [
  { where: 'with winston', refusing: null },
  {
    where: 'where winston is gone',
    refusing: `import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'winston') throw new Error('winston is gone');
    return next(specifier, context);
  },
});`,
  },
];

describe.each(installations)('the log $where', ({ refusing }) => {
  it('has the lines of its level and of the graver ones, as JSON with their time, on stderr alone', async () => {
    const statements = `
      for (const level of ['silent', 'error', 'warn', 'info', 'debug']) {
        const log = createLog(level);
        for (const severity of ['debug', 'info', 'warn', 'error']) log[severity](severity + ' at ' + level);
      }`;

    const { code, stdout, lines } = await runProgram(statements, refusing);

    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(lines.map(({ message }) => message).sort()).toEqual(
      [
        ...['error at error'],
        ...['error at warn', 'warn at warn'],
        ...['error at info', 'warn at info', 'info at info'],
        ...['error at debug', 'warn at debug', 'info at debug', 'debug at debug'],
      ].sort(),
    );
    for (const { level, message, timestamp } of lines) {
      expect(message).toMatch(new RegExp(`^${level} at `));
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it('adds the fields of a child to its lines, those of a line before those of its child', async () => {
    const statements = `
      const log = createLog('info');
      const child = log.child({ feed: 'acme', fileId: 1 }).child({ fileId: 2 });
      child.info('all of them', { rows: 3 });
      child.info('its own', { feed: 'other' });
      log.info('none');`;

    const { lines } = await runProgram(statements, refusing);

    expect(lines.map(({ timestamp: _, ...fields }) => fields)).toEqual([
      { level: 'info', message: 'all of them', feed: 'acme', fileId: 2, rows: 3 },
      { level: 'info', message: 'its own', feed: 'other', fileId: 2 },
      { level: 'info', message: 'none' },
    ]);
  });

  it('keeps the order and the times of lines that come before, while and after winston is loaded', async () => {
    const statements = `
      const log = createLog('info');
      for (let line = 0; line < 300; line += 1) {
        log.info('line', { line });
        if (line % 50 === 10) await Promise.resolve();
        if (line % 50 === 20) await new Promise((resolve) => setImmediate(resolve));
        if (line % 50 === 30) await new Promise((resolve) => setTimeout(resolve, 20));
      }`;

    const { lines } = await runProgram(statements, refusing);

    expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 300 }, (_, line) => line));
    expect(lines.map(({ timestamp }) => timestamp)).toEqual(lines.map(({ timestamp }) => timestamp).sort());
    expect(new Set(lines.map(({ timestamp }) => timestamp)).size).toBeGreaterThan(1);
  });

  it('loses no line where the process has nothing more to do', async () => {
    const statements = `
      createLog('info').info('the only one');
      process.exitCode = 3;`;

    const { code, lines } = await runProgram(statements, refusing);

    expect({ code, lines }).toMatchObject({ code: 3, lines: [{ message: 'the only one' }] });
  });

  it('loses no line where the process is ended at once, nor one that is written then', async () => {
    const statements = `
      const log = createLog('info');
      process.on('exit', () => log.info('third'));
      log.info('first');
      log.child({ feed: 'acme' }).info('second');
      process.exit(3);`;

    const { code, lines } = await runProgram(statements, refusing);

    expect({ code, messages: lines.map(({ message }) => message) }).toEqual({
      code: 3,
      messages: ['first', 'second', 'third'],
    });
  });

  it('loses no line that came before a fault', async () => {
    const statements = `
      const log = createLog('info');
      process.on('uncaughtException', () => process.exit(4));
      log.info('early');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      log.error('the last');
      throw new Error('fault');`;

    const { code, lines } = await runProgram(statements, refusing);

    expect({ code, lines }).toMatchObject({ code: 4, lines: [{ message: 'early' }, { message: 'the last' }] });
  });
});

describe('what is logged of an error', () => {
  it('is code, message and hint of an AppError, and the stack of anything else', () => {
    const known = new AppError('inbox-login', 'Refused.', { hint: 'Look at the password.' });
    const unknown = Object.assign(new Error('away'), { code: 'ENOENT' });

    expect(errorFields(known)).toEqual({ code: 'inbox-login', error: 'Refused.', hint: 'Look at the password.' });
    expect(errorFields(unknown)).toEqual({ code: 'ENOENT', error: 'away', stack: unknown.stack });
    expect(errorFields('a word')).toEqual({ error: 'a word' });
  });
});

interface Line {
  level: string;
  message: string;
  timestamp: string;
  [field: string]: unknown;
}

/** A process of its own: what has loaded winston once never loads it again. */
async function runProgram(
  statements: string,
  refusing: string | null,
): Promise<{ code: number | string; stdout: string; lines: Line[] }> {
  const dir = await project({
    'program.mjs': `import { createLog } from ${JSON.stringify(source)};\n${statements}`,
  });
  const preload = join(dir, 'refusing.mjs');
  if (refusing !== null) await writeFile(preload, refusing);
  const args = [...(refusing === null ? [] : ['--import', preload]), join(dir, 'program.mjs')];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? 'none');
      resolve({ code, stdout, lines: stderr.split('\n').filter(Boolean).map(parseLine) });
    });
  });
}

function parseLine(text: string): Line {
  try {
    return JSON.parse(text);
  } catch {
    return { level: 'plain', message: text, timestamp: '' };
  }
}
