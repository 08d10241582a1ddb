import { fieldForHeader } from '../domain/header-dictionary.ts';
import type { MappingProposal, ProposedField } from '../domain/mapping-proposal.ts';
import { kindOf, type MappingTarget, mappingTargets } from '../domain/roster-mapping.ts';
import { proposeCode, proposeDate, proposeNumber, proposeYesOrNo, type Reading } from './propose-reading.ts';
import { createNameMask, shownName } from './propose-shown.ts';
import {
  areOrganisationNumbers,
  type ColumnValues,
  describeValues,
  isMailAddress,
  looksLikeKey,
  nationalIdCountry,
} from './value-shapes.ts';

/** Proposes a mapping from the headers and the first rows of a file. */
export function proposeMapping(roster: {
  record: string | null;
  columns: readonly string[];
  rows: readonly ReadonlyMap<string, string>[];
}): MappingProposal {
  const proposal: MappingProposal = {
    record: roster.record === null ? null : shownName(roster.record),
    fields: [],
    nationalIdScheme: null,
    required: [],
    unmapped: [],
  };
  const shown = createNameMask(roster.rows);
  const names = roster.columns.filter((column) => shown(column) === column);
  const columns = names.map((column) => ({ column, values: valuesOf(column, roster.rows) }));
  for (const { column, values } of columns) place(column, values, proposal);
  const hidden = roster.columns.map(shown).filter((column, at) => column !== roster.columns[at]);
  proposal.unmapped.push(...[...new Set(hidden)].map((column) => ({ column, looksLike: hiddenName })));
  proposeSurname(roster.rows, proposal);
  if (!has(proposal, 'employeeNo')) proposeKey(columns, roster.rows.length, proposal);
  writeDatesAlike(proposal);
  proposal.fields.sort((one, other) => mappingTargets.indexOf(one.target) - mappingTargets.indexOf(other.target));
  proposal.required = requiredWhereThere.filter((target) => has(proposal, target));
  return proposal;
}

const hiddenName = 'its name may be about a person, and is not shown';
const requiredWhereThere = ['employeeNo', 'nationalId', 'firstName', 'surname'] as const;

function valuesOf(column: string, rows: readonly ReadonlyMap<string, string>[]): string[] {
  return rows.map((row) => row.get(column)?.trim() ?? '').filter((value) => value !== '');
}

/** Puts one column where it belongs: to a field, or to what is not mapped. */
function place(column: string, values: ColumnValues, proposal: MappingProposal): void {
  const named = fieldForHeader(column);
  const country = nationalIdCountry(values, named === 'nationalId');
  const found = country === null ? findField(column, named, values, proposal) : findNumber(column, country, proposal);
  if (typeof found === 'string') proposal.unmapped.push({ column, looksLike: found });
  else proposal.fields.push(...found);
}

/** What the column is for, or, in words, what it looks like. */
type Found = ProposedField[] | string;

function findNumber(column: string, country: string, proposal: MappingProposal): Found {
  if (has(proposal, 'nationalId')) return `also looks like national identity numbers (${country})`;
  proposal.nationalIdScheme = country;
  return [
    { target: 'nationalId', mapping: { from: column }, why: `looks like national identity numbers (${country})` },
  ];
}

function findField(
  column: string,
  named: ReturnType<typeof fieldForHeader>,
  values: ColumnValues,
  proposal: MappingProposal,
): Found {
  if (named === 'nationalId') {
    return 'its header says national identity number, but its values are of no country that is known; it must not be kept';
  }
  if (named === 'name') return findNames(column, values, proposal);
  const target =
    (named === 'jobTitle' && areShares(values) ? 'employmentPercentage' : named) ??
    (isMailAddress(values) ? 'email' : null);
  if (target === null) return describeValues(values);
  if (has(proposal, target)) return `its header also says ${target}`;
  if (target === 'companyId' && areOrganisationNumbers(values)) {
    return 'organisation numbers, which are seldom the company id of the system that gets the employees';
  }
  const reading = readingOf(target, values);
  if (reading === null) return `its header says ${target}, but its values do not fit: ${describeValues(values)}`;
  const why = [named === null ? 'looks like mail addresses' : 'by its header', reading.why].filter(Boolean).join('; ');
  return [{ target, mapping: { from: column, ...reading.mapping }, why }];
}

/** "Stilling" is a job, and with figures how much of one. */
function areShares(values: ColumnValues): boolean {
  return values.length > 0 && values.every((value) => /^\d{1,3}([.,]\d+)? ?%?$/.test(value));
}

/** "Nordmann, Kari" has both names in it. */
function findNames(column: string, values: ColumnValues, proposal: MappingProposal): Found {
  const isDivided = values.length > 0 && values.every((value) => /^[^,]+,[^,]+$/.test(value));
  if (!isDivided || has(proposal, 'surname') || has(proposal, 'firstName')) {
    return wholeNames;
  }
  const why = 'surname and first name with a comma between them';
  const part = (target: MappingTarget, number: number): ProposedField => ({
    target,
    mapping: { from: column, split: { at: ',', part: number } },
    why,
  });
  return [part('surname', 1), part('firstName', 2)];
}

function readingOf(target: MappingTarget, values: ColumnValues): Reading | null {
  if (values.length === 0) return { mapping: {}, why: emptySoFar };
  switch (kindOf(target)) {
    case 'date':
      return proposeDate(values);
    case 'number':
      return proposeNumber(target, values);
    case 'boolean':
      return proposeYesOrNo(target, values);
    default:
      return codeTargets.has(target) ? proposeCode(target, values) : { mapping: {}, why: '' };
  }
}

const wholeNames = 'whole names, which can not be divided for sure';
const emptySoFar = 'empty in the first rows';
const codeTargets: ReadonlySet<MappingTarget> = new Set(['employmentType', 'payType', 'hireEndCause']);

/** "Name" beside "Vorname" is the surname, where the first name is not in it, too. */
function proposeSurname(rows: readonly ReadonlyMap<string, string>[], proposal: MappingProposal): void {
  const first = proposal.fields.find(({ target, mapping }) => target === 'firstName' && mapping.split === undefined);
  const names = proposal.unmapped.filter(({ looksLike }) => looksLike === wholeNames);
  const [name] = names;
  if (first === undefined || name === undefined || names.length > 1 || has(proposal, 'surname')) return;
  const isWhole = rows.some((row) => {
    const given =
      row
        .get(first.mapping.from ?? '')
        ?.trim()
        .toLowerCase() ?? '';
    return given !== '' && row.get(name.column)?.toLowerCase().includes(given) === true;
  });
  if (isWhole) return;
  proposal.unmapped = proposal.unmapped.filter((column) => column !== name);
  proposal.fields.push({ target: 'surname', mapping: { from: name.column }, why: 'beside a column of first names' });
}

/** The first column that nothing is known of, and that is different in every row. */
function proposeKey(
  columns: readonly { column: string; values: ColumnValues }[],
  rowCount: number,
  proposal: MappingProposal,
): void {
  const found = columns.find(
    ({ column, values }) =>
      values.length === rowCount &&
      looksLikeKey(values) &&
      proposal.unmapped.some((unmapped) => unmapped.column === column && fieldForHeader(column) === null),
  );
  if (found === undefined) return;
  proposal.unmapped = proposal.unmapped.filter(({ column }) => column !== found.column);
  const why = 'TODO: check; only that it is different in every row speaks for it';
  proposal.fields.push({ target: 'employeeNo', mapping: { from: found.column }, why });
}

/** A column of dates that is empty in the first rows (who has an end date?) is most likely written like the others. */
function writeDatesAlike({ fields }: MappingProposal): void {
  const written = fields.find(({ target, mapping }) => target !== 'dateOfBirth' && mapping.date !== undefined);
  const date = (written ?? fields.find(({ mapping }) => mapping.date !== undefined))?.mapping.date;
  if (date === undefined) return;
  for (const field of fields) {
    if (kindOf(field.target) !== 'date' || !field.why.endsWith(emptySoFar)) continue;
    field.mapping = { ...field.mapping, date };
    field.why = `${field.why}, dates written like the others`;
  }
}

function has({ fields }: MappingProposal, target: MappingTarget): boolean {
  return fields.some((field) => field.target === target);
}
