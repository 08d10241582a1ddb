/** A finding that ends the reading of a document; thrown out of the parser's handlers and reported as an issue. */
export class XmlFault extends Error {
  readonly code: string;
  readonly field: string | null;

  constructor(code: string, message: string, field: string | null = null) {
    super(message);
    this.code = code;
    this.field = field;
  }
}
