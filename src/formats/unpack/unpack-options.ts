import type { ReportIssue } from '../../domain/issue.ts';

export interface UnpackOptions {
  /** null for a feed without keys: an encrypted file is then refused. */
  decrypt: DecryptKeys | null;
  limits: UnpackLimits;
  report: ReportIssue;
  /** Told of each layer when it is opened, the outermost first. */
  onLayer?: (layer: PackedLayer) => void;
}

export type PackedLayer = 'gzip' | 'zip' | 'openpgp';

export interface DecryptKeys {
  /** Armored. */
  privateKey: string | null;
  /** Unlocks the private key. */
  passphrase: string | null;
  /** Armored public key; where it is set, every file must carry a valid signature by it, packed or not. */
  signedBy: string | null;
}

export interface UnpackLimits {
  /** How deep layers may be nested: an encrypted zip has two. */
  maxLayers: number;
  /** Bytes that one layer may unpack to. */
  maxUnpackedBytes: number;
  /** How many times as large as the file a layer may become. */
  maxRatio: number;
  /** Bytes up to which the ratio doesn't count. */
  ratioFromBytes: number;
}

/** A roster packs to a fiftieth at the utmost, deflate can go to a thousandth. */
export const unpackLimits: UnpackLimits = {
  maxLayers: 4,
  maxUnpackedBytes: 16 * 2 ** 30,
  maxRatio: 200,
  ratioFromBytes: 64 * 2 ** 20,
};
