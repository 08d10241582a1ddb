import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { person } from '../../samples/people.ts';
import { renderCsv, renderJson, renderXml } from '../../samples/write-formats.ts';
import { project } from '../config/project.ts';
import { danishId, dutchId, finnishId, frenchId, swedishId } from '../fixtures/national-ids.ts';
import { rollcall } from './run.ts';

type Row = Record<string, string>;

const dotted = (date: string) => date.split('-').reverse().join('.');
const norwegian = ({ dateOfBirth, ssn }: { dateOfBirth: string; ssn: string }) =>
  dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
const pick = <T>(list: readonly T[], index: number) => list[index % list.length] as T;

/** Exports of 40 people, each in the words and forms of a country. */
const exports: Record<string, (index: number) => Row> = {
  norwegian: (index) => ({
    Ansattnr: person(index).employeeNo,
    'Fødselsnr.': norwegian(person(index)),
    Navn: `${person(index).surname}, ${person(index).firstName}`,
    Adresse: person(index).addressLine,
    Startdato: dotted(person(index).hireStartDate),
    Stillingstype: pick(['Fast', 'Vikar', 'Lærling'], index),
    'Stillingsprosent (%)': `${pick(['100', '80', '37,5'], index)} %`,
    Firma: '974760673',
    Merknad: `Ring ${person(index).firstName}`,
  }),
  swedish: (index) => ({
    Anställningsnummer: String(1000 + index),
    Personnummer: swedishId(person(index).dateOfBirth).replace(/^\d\d(\d{6})/, '$1-'),
    Förnamn: person(index).firstName,
    Efternamn: person(index).surname,
    Anställningsdatum: person(index).hireStartDate,
    Anställningsform: pick(['Tillsvidare', 'Visstid', 'Timvikarie'], index),
    Mobil: `0701-23 45 ${10 + index}`,
  }),
  danish: (index) => ({
    Medarbejdernr: String(1000 + index),
    'CPR-nr': danishId(person(index).dateOfBirth, person(index).dateOfBirth < '2000' ? '1234' : '4234').replace(
      /^(\d{6})/,
      '$1-',
    ),
    Fornavn: person(index).firstName,
    Efternavn: person(index).surname,
    Ansættelsesdato: dotted(person(index).hireStartDate).replaceAll('.', '-'),
    Aktiv: pick(['Ja', 'Ja', 'Nej'], index),
  }),
  finnish: (index) => ({
    Henkilönumero: String(1000 + index),
    Henkilötunnus: finnishId(person(index).dateOfBirth),
    Etunimi: person(index).firstName,
    Sukunimi: person(index).surname,
    'Työsuhteen alkupäivä': dotted(person(index).hireStartDate).replace(/\b0/g, ''),
    Sähköposti: `a${index}@example.org`,
  }),
  german: (index) => ({
    Personalnummer: String(1000 + index),
    Vorname: person(index).firstName,
    Nachname: person(index).surname,
    Geburtsdatum: dotted(person(index).dateOfBirth),
    Eintrittsdatum: dotted(person(index).hireStartDate),
    Austrittsdatum: '',
    PLZ: `0${1000 + index}`,
    Kostenstelle: String(4000 + (index % 3)),
  }),
  dutch: (index) => ({
    Personeelsnummer: String(1000 + index),
    BSN: pick(['11122233', '12345678', '10000001', '20000002'].map(safeDutchId), index),
    Voornaam: person(index).firstName,
    Achternaam: person(index).surname,
    Geboortedatum: dotted(person(index).dateOfBirth).replaceAll('.', '-'),
    'Datum in dienst': dotted(person(index).hireStartDate).replaceAll('.', '-'),
  }),
  french: (index) => ({
    Matricule: String(1000 + index),
    Nom: person(index).surname.toUpperCase(),
    Prénom: person(index).firstName,
    'N° de sécurité sociale': frenchId(person(index).dateOfBirth, 100 + index),
    'Date de naissance': dotted(person(index).dateOfBirth).replaceAll('.', '/'),
    "Date d'entrée": dotted(person(index).hireStartDate).replaceAll('.', '/'),
    'Type de contrat': pick(['CDI', 'CDD'], index),
    Actif: pick(['Oui', 'Non'], index),
  }),
  english: (index) => ({
    'Employee ID': `E-${1000 + index}`,
    'First name': person(index).firstName,
    'Last name': person(index).surname,
    'Date of birth': american(person(index).dateOfBirth),
    'Hire date': american(person(index).hireStartDate),
    'Termination date': '',
    FTE: pick(['1.0', '0.8'], index),
    'Is active': pick(['true', 'false'], index),
    'Work email': `a${index}@example.org`,
  }),
};

function safeDutchId(eight: string): string {
  try {
    return dutchId(eight);
  } catch {
    return dutchId('11122233');
  }
}

function american(date: string): string {
  return `${date.slice(5, 7)}/${date.slice(8)}/${date.slice(0, 4)}`;
}

const rowsOf = (name: string) => Array.from({ length: 40 }, (_, index) => exports[name]?.(index) ?? {});

async function map(name: string, text: string, ...options: string[]): Promise<string> {
  const root = await project({ [name]: text });
  const { code, stdout, stderr } = await rollcall(['map', join(root, name), ...options]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

/** The lines of the fields, without their reasons. */
async function fieldsOf(name: string): Promise<string[]> {
  const yaml = await map('export.csv', renderCsv(rowsOf(name), ';'));
  return yaml
    .split('\n')
    .filter((line) => /^ {6,8}[a-z]\w+: /i.test(line))
    .map((line) => line.replace(/ #.*$/, '').trim());
}

describe('rollcall map', () => {
  it('proposes a mapping for a Norwegian export', async () => {
    expect(await fieldsOf('norwegian')).toEqual([
      'employeeNo: Ansattnr',
      'nationalId: Fødselsnr.',
      'firstName: { from: Navn, split: { at: ",", part: 2 } }',
      'surname: { from: Navn, split: { at: ",", part: 1 } }',
      'addressLine: Adresse',
      'hireStartDate: { from: Startdato, date: dd.MM.yyyy }',
      'employmentType: { from: Stillingstype, map: { Fast: F, Vikar: T, Lærling: TODO } }',
      'employmentPercentage: { from: "Stillingsprosent (%)", number: { decimal: "," } }',
      'nationalIdScheme: NO',
      'required: [employeeNo, nationalId, firstName, surname]',
      'keepUnmapped: false',
    ]);
  });

  it.each<[string, string[]]>([
    [
      'swedish',
      [
        'nationalId: Personnummer',
        'nationalIdScheme: SE',
        'hireStartDate: Anställningsdatum',
        'employmentType: { from: Anställningsform, map: { Tillsvidare: F, Visstid: M, Timvikarie: T } }',
        'phone: Mobil',
      ],
    ],
    [
      'danish',
      [
        'nationalId: CPR-nr',
        'nationalIdScheme: DK',
        'hireStartDate: { from: Ansættelsesdato, date: dd-MM-yyyy }',
        'active: { from: Aktiv, true: [Ja], false: [Nej] }',
      ],
    ],
    [
      'finnish',
      [
        'employeeNo: Henkilönumero',
        'nationalId: Henkilötunnus',
        'nationalIdScheme: FI',
        'hireStartDate: { from: Työsuhteen alkupäivä, date: d.M.yyyy }',
        'email: Sähköposti',
      ],
    ],
    [
      'german',
      [
        'employeeNo: Personalnummer',
        'dateOfBirth: { from: Geburtsdatum, date: dd.MM.yyyy }',
        'hireEndDate: { from: Austrittsdatum, date: dd.MM.yyyy }',
        'postalCode: PLZ',
        'costCenter: Kostenstelle',
      ],
    ],
    ['dutch', ['nationalId: BSN', 'nationalIdScheme: NL', 'dateOfBirth: { from: Geboortedatum, date: dd-MM-yyyy }']],
    [
      'french',
      [
        'employeeNo: Matricule',
        'nationalId: "N° de sécurité sociale"',
        'surname: Nom',
        'firstName: Prénom',
        'hireStartDate: { from: "Date d\'entrée", date: dd/MM/yyyy }',
        'employmentType: { from: Type de contrat, map: { CDI: F, CDD: M } }',
        'active: { from: Actif, true: [Oui], false: [Non] }',
        'nationalIdScheme: FR',
      ],
    ],
    [
      'english',
      [
        'employeeNo: Employee ID',
        'dateOfBirth: { from: Date of birth, date: MM/dd/yyyy }',
        'employmentPercentage: { from: FTE, number: { decimal: ".", times: 100 } }',
        'active: Is active',
        'email: Work email',
      ],
    ],
  ])('knows the words of a %s export', async (name, expected) => {
    expect(await fieldsOf(name)).toEqual(expect.arrayContaining(expected));
  });

  it('says why, and what can not be known', async () => {
    const yaml = await map('export.csv', renderCsv(rowsOf('norwegian'), ';'));
    expect(yaml).toContain('nationalId: Fødselsnr. # looks like national identity numbers (NO)');
    expect(yaml).toContain('# by its header; dates written dd.MM.yyyy');
    expect(yaml).toContain('# by its header; TODO: say what the words stand for');
    expect(yaml).toContain('#   Firma: organisation numbers');
    expect(yaml).toContain('#   Merknad: text');
    expect(await map('export.csv', renderCsv(rowsOf('english')))).toContain(
      'TODO: check; shares of 1 that are made percentages',
    );
  });

  it('says where day and month may be the other way round, and where dates are serial numbers', async () => {
    const yaml = await map('a.csv', 'Nr,Hire date,Birth date\n1,01/02/2020,25569\n2,03/04/2021,30000\n');
    expect(yaml).toContain(
      'hireStartDate: { from: Hire date, date: dd/MM/yyyy } # by its header; dates written dd/MM/yyyy; TODO: day and month',
    );
    expect(yaml).toContain(
      "dateOfBirth: { from: Birth date, date: excel-serial } # by its header; TODO: a spreadsheet's serial numbers",
    );
  });

  it.each(Object.keys(exports))('shows no value of a person of the %s export', async (name) => {
    const rows = rowsOf(name);
    const told =
      (await map('export.csv', renderCsv(rows, ';'))) + (await map('export.csv', renderCsv(rows, ';'), '--json'));
    const closed = [
      'Stillingstype',
      'Anställningsform',
      'Aktiv',
      'Is active',
      'FTE',
      'Stillingsprosent (%)',
      'Kostenstelle',
      'Firma',
      'Type de contrat',
      'Actif',
    ];
    for (const row of rows)
      for (const [header, value] of Object.entries(row))
        if (!closed.includes(header) && value !== '') expect(told).not.toContain(value);
  });

  it.each(Object.keys(exports).filter((name) => name !== 'english'))(
    'of the %s export can be pasted, and then reads the very file',
    async (name) => {
      const text = renderCsv(rowsOf(name), ';');
      const proposed = await map('export.csv', text);
      // What nobody can know must be said before the config is taken.
      const yaml = proposed.replaceAll(': TODO', ': T');
      const config = `feeds:\n  - id: acme\n    inbox: { kind: local, path: in }\n${yaml}`;
      const root = await project({ 'config/rollcall.yaml': config, 'export.csv': text });

      const check = await rollcall([
        'check',
        join(root, 'export.csv'),
        '--feed',
        'acme',
        '--json',
        '--config',
        join(root, 'config/rollcall.yaml'),
      ]);

      const report = JSON.parse(check.stdout);
      const severe = report.issues.filter(({ severity }: { severity: string }) => severity !== 'warning');
      expect(severe).toEqual([]);
      expect(report).toMatchObject({ rows: 40, layout: 'custom' });
    },
  );

  it('takes a name for the surname only where the first name beside it is not in it, too', async () => {
    expect(await map('a.csv', 'Pers.-Nr.;Name;Vorname\n1;Weiß;Ina\n2;Groß;Uwe\n')).toContain('surname: Name');
    expect(await map('a.csv', 'Pers.-Nr.;Name;Vorname\n1;Weiß Ina;Ina\n2;Groß Uwe;Uwe\n')).not.toContain('surname');
  });

  it.each([
    ['Konsulent', 'jobTitle: Stilling'],
    ['80,5 %', 'employmentPercentage: { from: Stilling, number: { decimal: "," } }'],
  ])('takes "Stilling" with %s for what it is', async (value, field) => {
    expect(await map('a.csv', `Ansattnr;Stilling\n1;${value}\n2;${value}\n`)).toContain(field);
  });

  it('proposes for XML and JSON by their paths', async () => {
    const nested = rowsOf('norwegian').map(({ Ansattnr, Navn, Startdato, ...row }) => ({
      ansattnr: Ansattnr,
      person: { fodselsnummer: row['Fødselsnr.'], navn: Navn },
      startdato: Startdato,
    }));
    const expected = {
      employeeNo: { from: 'ansattnr' },
      nationalId: { from: 'person/fodselsnummer' },
      firstName: { from: 'person/navn', split: { at: ',', part: 2 } },
      surname: { from: 'person/navn', split: { at: ',', part: 1 } },
      hireStartDate: { from: 'startdato', date: ['dd.MM.yyyy'] },
    };
    const xml = renderXml(nested, ['Ansatte', 'Ansatt']);
    expect(JSON.parse(await map('export.xml', xml, '--json'))).toMatchObject({
      format: 'xml',
      rows: 40,
      mapping: { record: 'Ansatte/Ansatt', fields: expected, nationalIdScheme: 'NO' },
    });
    expect(JSON.parse(await map('export.json', renderJson(nested), '--json'))).toMatchObject({
      format: 'json',
      mapping: { fields: expected, nationalIdScheme: 'NO' },
    });

    const yaml = (await map('export.xml', xml)).replaceAll(': TODO', ': T');
    const config = `feeds:\n  - id: acme\n    inbox: { kind: local, path: in }\n${yaml}`;
    const root = await project({ 'config/rollcall.yaml': config, 'export.xml': xml });
    const check = await rollcall([
      'check',
      join(root, 'export.xml'),
      '--feed',
      'acme',
      '--json',
      '--config',
      join(root, 'config/rollcall.yaml'),
    ]);
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'valid', rows: 40 });
  });

  it('reads the file as the feed says', async () => {
    const text = renderCsv(rowsOf('norwegian'), '#');
    const config =
      'feeds: [{ id: acme, layout: personnel-ticket, csv: { delimiter: "#" }, inbox: { kind: local, path: in } }]';
    const root = await project({ 'config/rollcall.yaml': config, 'export.csv': text });
    const { stdout } = await rollcall([
      'map',
      join(root, 'export.csv'),
      '--feed',
      'acme',
      '--config',
      join(root, 'config/rollcall.yaml'),
    ]);
    expect(stdout).toContain('employeeNo: Ansattnr');
  });

  it('takes a header for nothing but a header', async () => {
    const yaml = await map('a.csv', 'Ansattnr,"Fornavn: ""x"" # y",true,"Etternavn"\n1,a,b,c\n2,d,e,f\n');
    expect(yaml).toContain('surname: Etternavn');
    expect(yaml).toContain('#   true: text');
    expect(yaml).toContain('#   Fornavn: "x" # y: text');
  });

  it('reads a header as every CSV is read: with quotation marks, delimiters and line breaks in a name', async () => {
    const text =
      '"Ansattnr","Navn ""fullt""","E-post, jobb","Ansatt\r\nfra"\r\n"1","Kari","k@example.org","01.02.2003"\r\n"2","Ola","o@example.org","02.02.2003"\r\n';
    const { mapping, unmapped } = JSON.parse(await map('a.csv', text, '--json'));
    expect(mapping.fields).toEqual({
      employeeNo: { from: 'Ansattnr' },
      email: { from: 'E-post, jobb' },
      hireStartDate: { from: 'Ansatt fra', date: ['dd.MM.yyyy'] },
    });
    expect(unmapped).toEqual([{ column: 'Navn "fullt"', looksLike: 'text' }]);

    const yaml = await map('a.csv', text);
    const config = `feeds:\n  - id: acme\n    inbox: { kind: local, path: in }\n${yaml}`;
    const root = await project({ 'config/rollcall.yaml': config, 'a.csv': text });
    const file = join(root, 'a.csv');
    const check = await rollcall(['check', file, '--feed', 'acme', '--config', join(root, 'config/rollcall.yaml')]);
    expect(check.stdout).toContain('valid: 2 rows, no issues');
  });

  const kari = norwegian(person(1));
  it.each([
    ['a number', `100;${kari};Kari;Åsen;kari@example.org\n101;${norwegian(person(2))};Ola;Øye;ola@example.org\n`],
    ['what looks like a national identity number', `Kari;Åsen;${kari.slice(0, 6)} ${kari.slice(6)}\nOla;Øye;1\n`],
    ['a mail address', 'Kari;Åsen;kari@example.org\nOla;Øye;ola@example.org\n'],
    ['a date', 'Kari;Åsen;2003-02-01T00:00:00Z\nOla;Øye;2004-02-01T00:00:00Z\n'],
    ['what looks like a national identity number', `Kari;Åsen;${finnishId('1974-11-23')}\nOla;Øye;x\n`],
    ['what looks like a national identity number', 'Kari;Åsen;RCCMNL83S18D969H\nOla;Øye;x\n'],
    ['a value that stands in a later row, too', 'Kari;Åsen;Aktiv\nOla;Øye;Sluttet\nUrd;Lien;Aktiv\n'],
    ['a code like those below it', 'Kari;Åsen;E-100\nOla;Øye;E-101\n'],
    ['nothing tells its words from those in the rows below it', 'Kari;Åsen;Bergen\nOla;Øye;Oslo\n'],
    ['a mail address', 'Kari,"Åsen","kari@example.org"\nOla,Øye,ola@example.org\n'],
    ['a number', `100#${kari}#Kari\n101#1#Ola\n`.replaceAll('#', '\t')],
    ['names of columns stand in a row below it', 'Rapport Kari\nAnsattnr;Fornavn;Etternavn\n1;Ola;Øye\n'],
    [
      'names of columns stand in a row below it',
      'Rapport;;\n01.02.2026;;\n;;\nAnsattnr;Fornavn;Etternavn\n1;Ola;Øye\n',
    ],
  ])('refuses a CSV without a header, and shows nothing of its first row: %s', async (why, text) => {
    const root = await project({ 'a.csv': text });
    for (const options of [[], ['--json']]) {
      const { code, stdout, stderr } = await rollcall(['map', join(root, 'a.csv'), ...options]);
      const told = (stdout + stderr).replace(root, '');
      expect(code).toBe(2);
      expect(told).toContain('file-unreadable');
      expect(told).toContain(why);
      expect(told).toContain('needs a header line');
      for (const value of text.split(/[;,\t\n"]+/).filter((value) => value.length > 2))
        expect(told).not.toContain(value);
    }
  });

  it.each([
    ['Kode;Beskrivelse;Sted 2', 'K-1;Drift;Oslo\nK-2;Salg;Bergen\n'],
    ['imię;nazwisko;numer', 'Jan;Kos;1\nEwa;Lis;2\n'],
    ['Ansattnr;Adresse 1;Adresse 2', '1;Storgata 5;Oppgang 2\n2;Lia 7;\n'],
  ])('takes words for a header: %s', async (header, rows) => {
    expect(await map('a.csv', `${header}\n${rows}`)).toContain('layout: custom');
  });

  it('hides what is somebody in the keys of a JSON and in the name of a file', async () => {
    const rows = [
      {
        nr: 1,
        [kari]: { navn: 'Kari' },
        logg: { 'kari@example.org': 'x', [`${kari.slice(0, 6)} ${kari.slice(6)}`]: 1 },
      },
      { nr: 2, [norwegian(person(2))]: { navn: 'Ola' }, lønn: { RCCMNL83S18D969H: 1, 'Art 12345': 2 } },
    ];
    for (const options of [[], ['--json']]) {
      const told = await map(`${kari}.json`, JSON.stringify(rows), ...options);
      for (const secret of [kari, norwegian(person(2)), kari.slice(6), 'kari@', 'RCCMNL83S18D969H', '12345'])
        expect(told).not.toContain(secret);
      expect(told).toContain('*****/navn');
      expect(told).toContain('is not shown');
      expect(told.match(/\*{5}\/navn/g)).toHaveLength(1);
    }
    expect(await map('roster-20260115.json', JSON.stringify(rows))).toContain('roster-20260115.json');
  });

  it('hides keys of a JSON that are other ones in most rows', async () => {
    const rows = rowsOf('english').map((row, index) => ({
      nr: index,
      tilgang: { [row['First name'] ?? '']: 1 },
      kontakt: index % 2 === 0 ? { epost: 'x', sted: 'y' } : { epost: 'z' },
    }));
    const told = await map('a.json', JSON.stringify(rows.slice(0, 6)), '--json');
    for (const row of rowsOf('english').slice(0, 6)) expect(told).not.toContain(row['First name']);
    expect(told).toContain('tilgang/*****');
    expect(told).toContain('kontakt/epost');
    expect(told).toContain('kontakt/sted');
  });

  it('hides a key that stands twice where it says so', async () => {
    const root = await project({ 'a.json': `[{"${swedishId('1974-11-23')}":1,"${swedishId('1974-11-23')}":2}]` });
    const { code, stderr } = await rollcall(['map', join(root, 'a.json')]);
    expect(code).toBe(2);
    expect(stderr).toContain('twice');
    expect(stderr).not.toContain(swedishId('1974-11-23').slice(2));
  });

  it.each([
    ['missing.csv', null, 'file-not-found'],
    ['empty.csv', '', 'file-unreadable'],
    ['header.csv', 'Ansattnr;Navn\n', 'file-unreadable'],
    ['broken.json', '[{"a": ', 'file-unreadable'],
    ['image.png', '\u0089PNG\u0000\u0001', 'file-unreadable'],
  ])('ends with 2 where there is nothing to map: %s', async (name, text, code) => {
    const root = await project(text === null ? {} : { [name]: text });
    const result = await rollcall(['map', join(root, name)]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(code);
  });

  it('proposes for the export of the samples what its example says', async () => {
    const text = await readFile(new URL('../../samples/custom/day-1.csv', import.meta.url), 'utf8');
    const yaml = await map('export.csv', text);
    expect(yaml).toContain('hireStartDate: { from: Ansatt fra, date: dd.MM.yyyy }');
    expect(yaml).toContain('active: { from: Status, true: [Aktiv, Permisjon] }');
    expect(yaml).toContain('payType: { from: Lønnskode, map: { Aktiv: TODO, Delvis permisjon: TODO } }');
  });
});
