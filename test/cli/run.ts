import { Readable, Writable } from 'node:stream';
import { runCli } from '../../src/cli/run-cli.ts';

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one command in this process, as main.ts does. */
export async function rollcall(
  args: readonly string[],
  input: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const stdout = collector();
  const stderr = collector();
  const code = await runCli(args, {
    env: input.env ?? {},
    stdin: Readable.from([input.stdin ?? '']),
    stdout: stdout.stream,
    stderr: stderr.stream,
    onStop: () => new AbortController().signal,
    onReady: () => {},
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
