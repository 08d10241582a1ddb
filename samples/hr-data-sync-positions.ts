import { renderCsv, renderDocument } from './write-formats.ts';

interface Position {
  position_title: string;
  position_id: string;
  parent_position_id?: string;
  employee_id?: string;
}

/** What the CSV of positions calls the fields: the feed has to say so, see README.md. */
export const positionCsvColumns = {
  position_title: 'Stilling',
  position_id: 'Stillingsnr',
  parent_position_id: 'Overordnet',
  employee_id: 'Ansattnr',
} as const;

const departments = ['Drift', 'Salg', 'IT', 'Økonomi'];
const perDepartment = 4;

/** The samples of positions, by file name. They are held by the employees of day 1. */
export function renderPositionSamples(): Record<string, string> {
  const dayOne = positions();
  return {
    'positions.xml': render(dayOne),
    'positions.csv': renderCsv(dayOne.map(withMappedColumns), ';'),
    'positions-day-2.xml': render(dayOne.map(moveOn)),
    'positions-rejected.xml': render(spoil(dayOne)),
  };
}

/** A managing director, a head of each department and those below; one position is vacant. */
function positions(): Position[] {
  const heads = departments.map(
    (name, index): Position => ({
      position_title: `Leder ${name}`,
      position_id: `leder${index + 1}`,
      parent_position_id: 'dl',
      employee_id: employeeId(index + 1),
    }),
  );
  const others = Array.from(
    { length: departments.length * perDepartment },
    (_, index): Position => ({
      position_title: `Medarbeider ${departments[index % departments.length]}`,
      position_id: `m${100 + index}`,
      parent_position_id: `leder${(index % departments.length) + 1}`,
      ...(index === 7 ? {} : { employee_id: employeeId(index + 1 + departments.length) }),
    }),
  );
  return [{ position_title: 'Daglig leder', position_id: 'dl', employee_id: employeeId(0) }, ...heads, ...others];
}

function employeeId(index: number): string {
  return `a${String(index + 17).padStart(5, '0')}`;
}

/** One has moved to another department, and the vacant position is filled. */
function moveOn(one: Position): Position {
  if (one.position_id === 'm102') return { ...one, parent_position_id: 'leder1' };
  return one.position_id === 'm107' ? { ...one, employee_id: employeeId(40) } : one;
}

/** Two heads lead up to each other, one position's parent is not there, and somebody else is above the managing director. */
function spoil(dayOne: readonly Position[]): Position[] {
  const spoiled = dayOne.map((one) => {
    if (one.position_id === 'leder1') return { ...one, parent_position_id: 'leder2' };
    if (one.position_id === 'leder2') return { ...one, parent_position_id: 'leder1' };
    return one.position_id === 'm103' ? { ...one, parent_position_id: 'leder9' } : one;
  });
  return [...spoiled, { position_title: 'Styreleder', position_id: 'sl' }];
}

function render(rows: readonly Position[]): string {
  const [roots, others] = [true, false].map((isRoot) =>
    rows.filter((row) => (row.parent_position_id === undefined) === isRoot),
  );
  return renderDocument({ positions: { root: roots, position: others } });
}

function withMappedColumns(one: Position): Record<string, string> {
  return Object.fromEntries(
    Object.entries(positionCsvColumns).map(([field, column]) => [column, one[field as keyof Position] ?? '']),
  );
}
