/** A finding that ends the unpacking of a file; thrown out of its layers and reported as a fatal issue. */
export class UnpackFault extends Error {
  readonly code: UnpackFaultCode;

  constructor(code: UnpackFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type UnpackFaultCode =
  | 'truncated'
  | 'archive-damaged'
  | 'archive-bomb'
  | 'archive-members'
  | 'archive-name'
  | 'archive-unsupported'
  | 'not-decryptable'
  | 'signature-missing'
  | 'signature-invalid';
