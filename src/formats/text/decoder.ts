/** Turns a file's bytes into text, and finds whatever is no text. */
export interface Decoder {
  /** The text of a chunk, or null after a fatal issue: then reading ends. */
  decode(chunk: Uint8Array): DecodedText | null;
  /** What was still kept back at the end of the file. */
  end(): DecodedText | null;
}

export interface DecodedText {
  text: string;
  /** The same in UTF-8. It may share the chunk's memory: copy what has to outlive the chunk. */
  utf8: Uint8Array;
}
