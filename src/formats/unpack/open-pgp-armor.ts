import type { ByteReader } from './byte-reader.ts';
import { damaged, truncated } from './unpack-fault.ts';

/** The beginning of an ASCII armor, behind a byte order mark and blank lines that mail programs put before it. */
export const armorBegin = /^(?:\xef\xbb\xbf)?\s*-----BEGIN PGP MESSAGE-----/;

/**
 * The bytes in an ASCII armor.
 *
 * Its checksum isn't looked at: an implementation "MUST NOT reject" a message for it (RFC 9580, 6.1). The openpgp package
 * can read armor too, but gathers everything behind the first "=" or "-" in memory.
 */
export async function* readArmor(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const beginning = armorBegin.exec(Buffer.from(await reader.peek(beginningBytes)).toString('latin1'));
  await reader.take(beginning?.[0].length ?? 0);
  const armor = createArmorParser();
  let line = '';
  for (let chunk = await reader.chunk(); chunk !== null; chunk = await reader.chunk()) {
    const lines = (line + Buffer.from(chunk).toString('latin1')).split('\n');
    line = lines.pop() ?? '';
    if (line.length > maxLine) throw damaged(what, 'it has a line without an end');
    for (const whole of lines) armor.read(whole.trim());
    const bytes = armor.take();
    if (bytes.length > 0) yield bytes;
  }
  armor.read(line.trim());
  if (!armor.isComplete()) throw truncated(what, reader.position());
  const rest = armor.take();
  if (rest.length > 0) yield rest;
}

const what = 'The OpenPGP message';
const beginningBytes = 1024;
/** Armor has lines of 64 to 76 characters; some write all the data in one. */
const maxLine = 2 ** 20;

function createArmorParser() {
  let stage: 'headers' | 'data' | 'checksum' | 'behind' = 'headers';
  let isFirstLine = true;
  let lines: string[] = [];
  let length = 0;
  let isPadded = false;

  function readData(line: string): void {
    if (line.startsWith('=') && length % 4 === 0) {
      stage = 'checksum';
      return;
    }
    if (!base64.test(line)) throw damaged(what, 'a line of it is not base64');
    if (isPadded && line !== '') throw damaged(what, 'its data goes on behind its end');
    isPadded = line.endsWith('=');
    lines.push(line);
    length += line.length;
  }

  return {
    read(line: string): void {
      if (stage === 'headers') {
        // What is left of the line that begins it is blank too.
        if (line === '' && !isFirstLine) stage = 'data';
        else if (line !== '' && !line.includes(':'))
          throw damaged(what, 'the blank line behind its headers is missing');
        isFirstLine = false;
      } else if (line === end && stage !== 'behind') stage = 'behind';
      else if (stage === 'data') readData(line);
      else if (line !== '') throw damaged(what, 'something else stands behind its end');
    },
    /** The bytes of what has been read in whole groups of four. */
    take(): Uint8Array {
      if (stage === 'behind' && length % 4 !== 0) throw damaged(what, 'characters are missing at the end of its data');
      const digits = lines.join('');
      const whole = length - (length % 4);
      lines = [digits.slice(whole)];
      length -= whole;
      return Buffer.from(digits.slice(0, whole), 'base64');
    },
    isComplete: () => stage === 'behind',
  };
}

const end = '-----END PGP MESSAGE-----';
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
