import type { MapReport } from '../app/map-file.ts';
import type { FieldMapping } from '../domain/roster-mapping.ts';

/** The proposal as YAML, to be pasted under a feed: why stands behind each line. */
export function renderMapping({ file, rows, proposal }: MapReport): string[] {
  const { record, fields, nationalIdScheme, required, unmapped } = proposal;
  const named = new Set(fields.map(({ target }) => target));
  return [
    `    # Proposed from the first ${rows} rows of ${oneLine(file)}. Check every line; "TODO" marks what can't be known.`,
    '    layout: custom',
    '    mapping:',
    ...(record === null ? [] : [`      record: ${yamlText(record)}`]),
    '      fields:',
    ...(named.has('employeeNo') ? [] : ['        # employeeNo: TODO: no column looks like an employee number']),
    ...fields.map(({ target, mapping, why }) => `        ${target}: ${yamlField(mapping)} # ${oneLine(why)}`),
    ...(named.has('companyId')
      ? []
      : ['        # companyId: { value: "..." } # if the employees belong to a company of a certain id']),
    ...(nationalIdScheme === null ? [] : [`      nationalIdScheme: ${nationalIdScheme}`]),
    ...(required.length === 0 ? [] : [`      required: [${required.join(', ')}]`]),
    ...(unmapped.length === 0
      ? []
      : [
          '      keepUnmapped: false # true, or a list of columns, keeps these as attributes:',
          ...unmapped.map(({ column, looksLike }) => `      #   ${oneLine(column)}: ${oneLine(looksLike)}`),
        ]),
  ];
}

/** The same for programs; `mapping` is what stands in a config. */
export function mappingDocument({ file, format, rows, proposal }: MapReport) {
  const { record, fields, nationalIdScheme, required, unmapped } = proposal;
  return {
    file,
    format,
    rows,
    mapping: {
      ...(record !== null && { record }),
      fields: Object.fromEntries(fields.map(({ target, mapping }) => [target, mapping])),
      ...(nationalIdScheme !== null && { nationalIdScheme }),
      required,
    },
    notes: fields.map(({ target, why }) => ({ field: target, why })),
    unmapped,
  };
}

/** One column alone is written without braces. */
function yamlField({ from, ...rest }: FieldMapping): string {
  if (from !== undefined && Object.keys(rest).length === 0) return yamlText(from);
  return yamlValue({ ...(from !== undefined && { from }), ...rest });
}

function yamlValue(value: unknown): string {
  if (typeof value === 'string') return yamlText(value);
  if (Array.isArray(value)) {
    return value.length === 1 && isFormat(value[0]) ? yamlText(value[0]) : `[${value.map(yamlValue).join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, inner]) => `${yamlKey(name)}: ${yamlValue(inner)}`);
  return `{ ${members.join(', ')} }`;
}

/** What the mapping itself calls `true` and `false` reads better without quotation marks, and is the same to YAML. */
function yamlKey(name: string): string {
  return name === 'true' || name === 'false' ? name : yamlText(name);
}

/** One date format needs no list. */
function isFormat(value: unknown): value is string {
  return typeof value === 'string' && /yy|excel-serial/.test(value);
}

/** Plain where YAML can take it for nothing else than text; JSON's quotation marks are YAML's, too. */
function yamlText(text: string): string {
  const isPlain =
    /^\p{L}[\p{L}\d_./-]*( [\p{L}\d_./-]+)*$/u.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** A header from the file must not begin a line of YAML of its own, nor reach the terminal with control characters. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, ' ');
}
