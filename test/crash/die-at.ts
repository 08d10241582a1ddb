/**
 * Preloaded into the daemon: ends it by SIGKILL, from within, as soon as it has logged the line that DIE_AT describes. From
 * outside the signal would come a millisecond later, when some of the states that matter are over.
 */
const { message, ...fields } = JSON.parse(process.env.DIE_AT ?? '{}') as Record<string, unknown>;
const write = process.stderr.write.bind(process.stderr) as (chunk: string | Uint8Array, ...rest: never[]) => boolean;

process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
  const written = write(chunk, ...rest);
  if (String(chunk).split('\n').some(isTheLine)) process.kill(process.pid, 'SIGKILL');
  return written;
};

function isTheLine(text: string): boolean {
  if (!text.startsWith('{')) return false;
  const line = JSON.parse(text) as Record<string, unknown>;
  return line.message === message && Object.entries(fields).every(([name, value]) => line[name] === value);
}

export {};
