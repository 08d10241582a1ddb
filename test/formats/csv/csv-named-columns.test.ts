import { describe, expect, it } from 'vitest';
import type { RecordShape } from '../../../src/formats/contract.ts';
import { type ReadSettings, readAll } from '../read-all.ts';

const columns = ['id', 'givenName', 'surname', 'town', 'rate', 'kind', 'rest'];
const shape: RecordShape = {
  columns,
  recordPaths: [['people', 'person']],
  recordNameColumn: 'kind',
  numbers: ['rate'],
  trees: {},
  csv: {
    by: 'name',
    names: [
      ['id', 'Ansattnr'],
      ['givenName', 'Fornavn'],
      ['surname'],
      ['town', 'Poststed (Å)'],
      ['rate'],
      ['kind'],
      [],
    ],
    required: ['id', 'surname'],
  },
};
const withRest: RecordShape = { ...shape, restColumn: 'rest' };

function read(lines: readonly string[], settings: ReadSettings = {}) {
  return readAll('csv', lines.join('\n'), { shape, ...settings });
}

describe('columns that are found by their names', () => {
  it('may be asked for twice, also in other letters', async () => {
    const names = [['surname'], ['id'], ['SURNAME']];
    const twice = { ...shape, columns: ['a', 'b', 'c'], csv: { by: 'name', names, required: ['a', 'c'] } } as const;
    const { rows, issues } = await read(['id,Surname', '7,Lie'], { shape: twice });
    expect(issues).toEqual([]);
    expect(rows).toEqual(['Lie\u001f7\u001fLie']);
  });

  it('may stand in any order, and say where they stand', async () => {
    const { records, rows, issues } = await read(['surname,rate,id', 'Lie,100,7', 'Vik,,8']);
    const places = [3, null, 1, null, 2, null, null];
    const none = undefined;
    expect(issues).toEqual([]);
    expect(records).toEqual([
      { line: 2, values: ['7', none, 'Lie', none, '100', none, none], places },
      { line: 3, values: ['8', none, 'Vik', none, '', none, none], places },
    ]);
    expect(records[0]?.places).toBe(records[1]?.places);
    expect(rows[0]).toBe('7|\0|Lie|\0|100|\0|\0'.replaceAll('|', '\u001f'));
  });

  it.each([
    ['case', 'ID,SURNAME,POSTSTED (å)'],
    ['blanks', '  id ,\tsurname,Poststed   (Å)'],
    ['blanks that do not break', '\u00a0id\u00a0,surname\u202f,"Poststed\u00a0(Å)"'],
    ['Unicode forms', `id,surname,${'Poststed (Å)'.normalize('NFD')}`],
    ['quotation marks', '"id","surname","Poststed (Å)"'],
    ['a byte order mark', '\uFEFFid,surname,town'],
  ])('are known whatever their %s', async (_, header) => {
    const { records, issues } = await read([header, '1,Lie,Bø']);
    expect(issues).toEqual([]);
    expect(records.map(({ values }) => [values[0], values[2], values[3]])).toEqual([['1', 'Lie', 'Bø']]);
  });

  it.each([
    ['of one name', 'id,surname,shoe,Shoe', 4, null, 'column 3 and column 4 ("Shoe")'],
    ['of one known name', 'id,surname,ID', 3, 'id', 'column 1 and column 3 ("ID")'],
    ['that mean the same', 'id,surname,Ansattnr', 3, 'id', 'column 3 ("Ansattnr") of the header both mean id'],
  ])('reject the file where there are two %s', async (_, header, column, field, words) => {
    const { records, issues } = await read([header, '1,Lie,2,3']);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'duplicate-header', severity: 'fatal', line: 1, column, field }]);
    expect(issues[0]?.message).toContain(words);
  });

  it('reject the file where required ones are missing, all named at once', async () => {
    const { records, issues } = await read(['town,etternavn', 'Bø,Lie']);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([
      { code: 'missing-column', severity: 'fatal', line: 1, field: 'id' },
      { code: 'unknown-column', severity: 'warning', column: 2 },
    ]);
    expect(issues[0]?.message).toContain('id, surname');
  });

  it('reject a file whose first row is no header, and show nothing of it', async () => {
    const { records, issues } = await read(['7,Ola,SECRET', '8,Kari,Vik']);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'missing-header', severity: 'fatal', line: 1 }]);
    expect(issues[0]?.message).not.toContain('SECRET');
  });

  it('are not found below a title, and the report says where the header stands', async () => {
    for (const title of ['Ansatte, mars 2026', 'Ansatte;;;', 'Avdeling: Oslo|Bergen|Vik']) {
      const { records, issues, dialect } = await read([title, 'ID;surname;town', '7;Lie;Moss', '8;Vik;Oslo']);
      expect([records, dialect.delimiter]).toEqual([[], ';']);
      expect(issues).toMatchObject([{ code: 'rows-above-header', severity: 'fatal', line: 2 }]);
    }
  });

  it('are not found where the feed says that there is no header', async () => {
    const { records, issues } = await read(['id,surname', '7,Lie'], { csv: { header: false } });
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'missing-header', severity: 'fatal' }]);
    expect(issues[0]?.message).toContain('csv.header: false');
  });

  it('are told of once each when they are unknown, at most 50 times, and shown where they can be no value', async () => {
    const { records, issues } = await read(['id,surname,shoe,01019012345', '1,Lie,44,x', '2,Vik,45,y']);
    expect(records).toHaveLength(2);
    expect(issues).toMatchObject([
      { code: 'unknown-column', severity: 'warning', line: 1, column: 3 },
      { code: 'unknown-column', severity: 'warning', line: 1, column: 4 },
    ]);
    expect(issues[0]?.message).toContain('("shoe")');
    expect(issues[1]?.message).not.toContain('0101');
    const many = Array.from({ length: 90 }, (__, i) => `c${i}`).join(',');
    expect((await read([`id,surname,${many}`])).issues).toHaveLength(50);
  });

  it('are kept together where the layout wants what belongs to no column', async () => {
    const { records, issues } = await read(['shoe,id, 2 ,surname,__proto__,constructor,rest', '"4""4",1,b,Lie,c,,r'], {
      shape: withRest,
    });
    expect(issues).toEqual([]);
    expect(records[0]?.values[6]).toBe('{"shoe":"4\\"4","2":"b","__proto__":"c","constructor":"","rest":"r"}');
    expect(records[0]?.places?.[6]).toBeNull();
    expect((await read(['id,surname', '1,Lie'], { shape: withRest })).records[0]?.values[6]).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (name) => {
    const { records, codes } = await read([`id,${name},surname`, '1,x,Lie']);
    expect([records[0]?.values.slice(0, 3), codes]).toEqual([['1', undefined, 'Lie'], ['unknown-column']]);
  });
});

describe('rows under names', () => {
  it('have exactly as many columns as the header', async () => {
    const { records, issues } = await read(['id,surname,town', '1,Lie,Bø', '2,Vik', '3,Ek,Ås,x', '4,Moe,Bø']);
    expect(records.map(({ values }) => values[0])).toEqual(['1', '4']);
    expect(issues.map(({ code, severity, line }) => [code, severity, line])).toEqual([
      ['column-count', 'fatal', 3],
      ['column-count', 'fatal', 4],
    ]);
  });

  it('may all lack what a spreadsheet dropped, but no required column', async () => {
    const dropped = await read(['id,surname,town,shoe', '1,Lie', '2,Vik,Bø']);
    expect(dropped.records.map(({ values }) => values[3])).toEqual([undefined, 'Bø']);
    expect(dropped.issues).toMatchObject([
      { code: 'unknown-column' },
      { code: 'dropped-columns', severity: 'warning' },
    ]);
    expect(dropped.issues[1]?.message).toContain('(town, column 4)');
    expect((await read(['id,town,surname', '1,Bø', '2,Ås'])).codes).toEqual(['column-count', 'column-count']);
  });

  it('may have nothing below names that a spreadsheet left empty', async () => {
    const { records, issues } = await read(['id;surname;;town;;', '1;Lie;;Bø;;', '2;Vik;;Ås', ';;;;;']);
    expect(records.map(({ values }) => [values[0], values[3]])).toEqual([
      ['1', 'Bø'],
      ['2', 'Ås'],
    ]);
    expect(issues).toMatchObject([{ code: 'blank-rows', severity: 'warning' }]);
  });

  it('must not have a value below no name', async () => {
    const { records, issues } = await read(['id;surname;;town;', '1;Lie;;Bø;SECRET', '2;Vik; ;Ås;']);
    expect(records).toHaveLength(1);
    expect(issues).toMatchObject([{ code: 'column-count', severity: 'fatal', line: 2, column: 5 }]);
    expect(issues[0]?.message).toContain('column 5, which has no name');
    expect(issues[0]?.message).not.toContain('SECRET');
  });

  it('take no longer where the header has a hundred thousand columns', async () => {
    const short = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    for (const cells of [','.repeat(100_000), Array.from({ length: 20_000 }, (_, i) => `,x${i}`).join('')]) {
      const { records, issues } = await read([`id${cells}`, ...short], {
        shape: { ...withRest, csv: { ...withRest.csv, required: ['id'] } as RecordShape['csv'] },
        limits: { maxRecordSize: 1_000_000 },
      });
      expect(records).toHaveLength(20_000);
      for (const { message } of issues) expect(message.length).toBeLessThan(1000);
    }
  }, 5000);
});
