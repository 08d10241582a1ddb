/** The bytes without the Ctrl-Z (0x1A) that DOS programs, and those who came after them, write behind the last row. */
export async function* withoutEndMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = 0;
  let isBegun = false;
  for await (const chunk of bytes) {
    const end = endOfText(chunk);
    if (held > 0 && (end > 0 || held > mostMarks)) {
      yield new Uint8Array(held).fill(endMark);
      held = 0;
    }
    held += chunk.length - end;
    if (end > 0) yield chunk.subarray(0, end);
    isBegun ||= end > 0;
  }
  // Of nothing else no file consists that was meant as one.
  if (held > 0 && !isBegun) yield new Uint8Array(held).fill(endMark);
}

const endMark = 0x1a;
/** They may fill up a block of the medium. */
const mostMarks = 65_536;

function endOfText(chunk: Uint8Array): number {
  let end = chunk.length;
  while (end > 0 && chunk[end - 1] === endMark) end -= 1;
  // Behind a byte that no text has, it is half of a character in UTF-16.
  const before = end === 0 ? lineFeed : (chunk[end - 1] as number);
  return before < 0x20 && before !== lineFeed && before !== carriageReturn ? chunk.length : end;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
