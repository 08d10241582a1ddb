import type { ReportIssue } from '../domain/issue.ts';
import type { FormatName, Formats, ReadRecords } from './contract.ts';
import { readCsv } from './csv/csv.ts';
import { readJson } from './json/json.ts';
import { byteOrderMark } from './text/charset.ts';
import { unpack } from './unpack/unpack.ts';
import { unpackLimits } from './unpack/unpack-options.ts';
import { readXml } from './xml/xml.ts';

export function createFormats(): Formats {
  return {
    unpack: (bytes, options) => unpack(bytes, { ...options, limits: unpackLimits }),
    choose: chooseFormat,
    read: { csv: quietly(readCsv), xml: quietly(readXml), json: quietly(readJson) },
  };
}

/** See `RecordShape.leavesOthersOut`. */
function quietly(read: ReadRecords): ReadRecords {
  return (bytes, options) => {
    if (options.shape.leavesOthersOut !== true) return read(bytes, options);
    const report: ReportIssue = (issue) => {
      if (!aboutOthers.has(issue.code)) options.report(issue);
      else options.onOther?.(typeof issue.column === 'number' ? `column ${issue.column}` : (issue.column ?? ''));
    };
    return read(bytes, { ...options, report });
  };
}

const aboutOthers: ReadonlySet<string> = new Set(['unknown-column', 'unknown-element', 'unknown-attribute']);

function chooseFormat(fileName: string, firstBytes: Uint8Array): FormatName | null {
  const ending = /\.([a-z0-9]+)$/i.exec(fileName.replace(packedEndings, ''))?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
    case 'txt':
      return 'csv';
    case 'xml':
      return 'xml';
    case 'json':
      return 'json';
    default:
      return sniff(firstBytes);
  }
}

function sniff(firstBytes: Uint8Array): FormatName | null {
  const mark = byteOrderMark(firstBytes);
  const sample = firstBytes.subarray(mark?.length ?? 0, sampleBytes);
  if (sample.length === 0) return null;
  const text = new TextDecoder(mark?.charset ?? 'latin1').decode(sample).trimStart();
  if (text.startsWith('<')) return 'xml';
  if (text.startsWith('[') || text.startsWith('{')) return 'json';
  return binary.test(text) || !delimited.test(text) ? null : 'csv';
}

const packedEndings = /(\.(gz|zip|pgp|gpg|asc))+$/i;
const sampleBytes = 4096;
/** ASCII's control characters but for white space and DEL: a file with them is no text file. */
const binary = /[[\p{Cc}&&\p{ASCII}]--[\s\x7f]]/v;
const delimited = /[^\r\n]*[,;\t|]/;
