import * as z from 'zod';
import type { Issue, ReportIssue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { holdsNationalId } from '../domain/national-id.ts';
import { maxPositionIdLength, maxTitleLength } from '../domain/position.ts';
import { type ToldMessage, tell } from '../domain/told.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { PositionReader, PositionsLayout, ReadPosition } from './contract.ts';
import { isScientific } from './field-schemas.ts';
import { cleanText } from './record-text.ts';

/** Of XML: the element that the record is. */
const element = 'element';
const fields = ['position_title', 'position_id', 'parent_position_id', 'employee_id'] as const;
type Field = (typeof fields)[number];

const optionsSchema = z.object({
  /** What the file's CSV calls a field. */
  positionColumns: z.record(z.string(), z.string().optional()).default({}),
});

/**
 * The hierarchy of HR Data Sync: one `<root>` and any number of `<position>`, or a CSV in which the root is the row without a
 * parent.
 *
 * @param options `{ positionColumns: { position_id: "Stilling" } }`; fields that are not named there go by their own name
 */
export function createHrDataSyncPositions(options: unknown = {}): PositionsLayout {
  const { positionColumns } = optionsSchema.parse(options);
  return {
    revision: '1',
    shape: {
      columns: [element, ...fields],
      recordPaths: [
        ['positions', 'root'],
        ['positions', 'position'],
      ],
      recordNameColumn: element,
      numbers: [],
      trees: {},
      csv: {
        by: 'name',
        names: [[], ...fields.map((field) => [positionColumns[field] ?? field])],
        // A column that the feed names is in its files: without it, everybody would lose their position.
        required: fields.filter((field) => field !== 'employee_id' || positionColumns[field] !== undefined),
      },
    },
    createPositionReader: () => positionReader,
  };
}

const positionReader: PositionReader = {
  read(record, report) {
    const [name, ...values] = record.values;
    const [title, positionId, parentId, employeeNo] = values.map(cleanText);
    const found = new RowFindings(record, positionId, report);
    const id = readPositionId(positionId, found);
    const parent = readParent(name, positionId, parentId, found);
    const usableTitle = readTitle(title, found);
    const holder = readHolder(employeeNo, found);
    if (id === null || parent === 'unknown' || usableTitle === null) return { positionId: id, parent, position: null };
    const parentPositionId = parent === 'root' ? null : parent.positionId;
    return {
      positionId: id,
      parent,
      position: { positionId: id, title: usableTitle, parentPositionId, employeeNo: holder },
    };
  },
};

/**
 * A position that can't be used leaves a hole in the hierarchy, so that nothing of the file can be used: Workstars rejects a
 * file for the format of one record.
 */
function readPositionId(id: string | undefined, found: RowFindings): string | null {
  if (id === undefined) {
    found.add('missing-position-id', 'fatal', 'position_id', tell('field-missing', { field: 'position_id' }));
  } else if (!isId(id)) {
    found.addInvalidId('position_id', id);
  } else if (holdsNationalId(id)) {
    found.add('national-id-as-key', 'fatal', 'position_id', nationalIdAsKey('position_id'));
  } else return id;
  return null;
}

function readParent(
  name: string | undefined,
  id: string | undefined,
  parentId: string | undefined,
  found: RowFindings,
): ReadPosition['parent'] {
  const field = 'parent_position_id';
  if (name === 'root' && parentId !== undefined) {
    found.add('root-with-parent', 'fatal', field, tell('root-with-parent', {}));
    return 'root';
  }
  if (parentId === undefined) {
    if (name !== 'position') return 'root';
    found.add('missing-parent', 'fatal', field, tell('parent-missing', {}));
  } else if (!isId(parentId)) {
    found.addInvalidId(field, parentId);
  } else if (holdsNationalId(parentId)) {
    found.add('national-id-as-key', 'fatal', field, nationalIdAsKey(field));
  } else if (parentId === id) {
    found.add('own-parent', 'fatal', field, tell('own-parent', { position: id ?? '' }));
  } else return { positionId: parentId };
  return 'unknown';
}

function readTitle(title: string | undefined, found: RowFindings): string | null {
  const field = 'position_title';
  if (title === undefined) {
    found.add('missing-field', 'fatal', field, tell('field-missing', { field }));
  } else if (title.length > maxTitleLength) {
    found.add('too-long', 'fatal', field, tell('text-too-long', { field, length: title.length, most: maxTitleLength }));
  } else if (holdsNationalId(title)) {
    found.add('national-id-in-text', 'fatal', field, tell('national-id-in-position', { field }));
  } else return title;
  return null;
}

/** Nobody can be found by an id that can't be read, as by one of nobody in the register: the position keeps its place. */
function readHolder(employeeNo: string | undefined, found: RowFindings): string | null {
  const field = 'employee_id';
  if (employeeNo === undefined) return null;
  if (isScientific(employeeNo)) {
    found.add('scientific-notation', 'warning', field, tell('scientific-notation', { field, vacant: true }));
  } else if (!isId(employeeNo)) {
    found.add(
      'invalid-key',
      'warning',
      field,
      tell('position-id-invalid', { field, most: maxPositionIdLength, vacant: true }),
    );
  } else if (holdsNationalId(employeeNo)) {
    found.add('national-id-as-key', 'warning', field, nationalIdAsKey(field, true));
  } else return employeeNo;
  return null;
}

/** What is wrong with one record, told where it stands. */
class RowFindings {
  readonly #record: RawRecord;
  readonly #positionId: string | undefined;
  readonly #report: ReportIssue;

  constructor(record: RawRecord, positionId: string | undefined, report: ReportIssue) {
    this.#record = record;
    this.#positionId =
      positionId !== undefined && isId(positionId) && !holdsNationalId(positionId)
        ? maskNationalIds(positionId)
        : undefined;
    this.#report = report;
  }

  add(code: string, severity: Issue['severity'], field: Field, said: ToldMessage): void {
    const { line, places } = this.#record;
    const place = fields.indexOf(field) + 1;
    const column = places === undefined ? place : (places[place] ?? null);
    const positionId = this.#positionId ?? null;
    this.#report({ code, severity, line, column, field, employeeNo: null, companyId: null, positionId, ...said });
  }

  /** @param id which is none */
  addInvalidId(field: 'position_id' | 'parent_position_id', id: string): void {
    if (isScientific(id)) this.add('scientific-notation', 'fatal', field, tell('scientific-notation', { field }));
    else
      this.add(
        'invalid-position-id',
        'fatal',
        field,
        tell('position-id-invalid', { field, most: maxPositionIdLength }),
      );
  }
}

const idPattern = new RegExp(`^[a-z0-9]{1,${maxPositionIdLength}}$`);

function isId(text: string): boolean {
  return idPattern.test(text);
}

function nationalIdAsKey(field: Field, vacant = false): ToldMessage {
  return tell('national-id-as-key', { field, own: false, vacant });
}
