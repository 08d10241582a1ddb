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

/** @param what is damaged: "The gzip file" */
export function damaged(what: string, how: string): UnpackFault {
  return new UnpackFault('archive-damaged', `${what} is damaged: ${how}. Nothing of it was taken; send it again.`);
}

export function truncated(what: string, size: number): UnpackFault {
  return new UnpackFault('truncated', `${what} was cut short: it ends after ${size} bytes, in the middle of its data.`);
}
