import { columnLetters } from '../domain/spreadsheet-cell.ts';
import type { OverviewColumn } from './contract.ts';
import { escapeXml } from './xlsx-cell.ts';

interface SheetOfEmployees {
  name: string;
  /** Beside the header. */
  rows: number;
}

export const xmlHeader = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Where the sheet at this index lies; the one that sums up is the last. */
export function sheetPath(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/**
 * What a workbook has beside its sheets (ECMA-376, parts 1 and 2), by path. Programs that look at the first bytes of a file know
 * it by `[Content_Types].xml` at its beginning.
 */
export function renderPackage(
  sheets: readonly SheetOfEmployees[],
  columns: readonly OverviewColumn[],
  at: string,
): [path: string, text: string][] {
  const names = [...sheets.map(({ name }) => name), 'Summary'];
  return [
    ['[Content_Types].xml', renderContentTypes(names.length)],
    [
      '_rels/.rels',
      relationships([
        [`${office}/officeDocument`, 'xl/workbook.xml'],
        [`${packages}/relationships/metadata/core-properties`, 'docProps/core.xml'],
      ]),
    ],
    ['docProps/core.xml', renderProperties(at)],
    ['xl/workbook.xml', renderWorkbookPart(names, sheets, columns)],
    [
      'xl/_rels/workbook.xml.rels',
      relationships([
        ...names.map((_, index) => [`${office}/worksheet`, sheetPath(index).slice('xl/'.length)] as const),
        [`${office}/styles`, 'styles.xml'],
      ]),
    ],
    ['xl/styles.xml', styles],
  ];
}

function renderContentTypes(sheetCount: number): string {
  const overrides = [
    ['/xl/workbook.xml', `${types}.sheet.main+xml`],
    ['/xl/styles.xml', `${types}.styles+xml`],
    ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ...Array.from({ length: sheetCount }, (_, index) => [`/${sheetPath(index)}`, `${types}.worksheet+xml`]),
  ].map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`);
  return `${xmlHeader}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${xmlHeader}<Relationships xmlns="${packages}/relationships">${each.join('')}</Relationships>`;
}

function renderProperties(at: string): string {
  return `${xmlHeader}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Rollcall</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created></cp:coreProperties>`;
}

function renderWorkbookPart(
  names: readonly string[],
  sheets: readonly SheetOfEmployees[],
  columns: readonly OverviewColumn[],
): string {
  const listed = names.map(
    (name, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const filtered = sheets.map(
    ({ name, rows }, index) =>
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">'${name}'!$A$1:$${columnLetters(columns.length)}$${rows + 1}</definedName>`,
  );
  return `${xmlHeader}<workbook xmlns="${mainNamespace}" xmlns:r="${office}"><sheets>${listed.join('')}</sheets><definedNames>${filtered.join('')}</definedNames></workbook>`;
}

/** The formats of xlsx-cell.ts, in their order. */
const styles = `${xmlHeader}<styleSheet xmlns="${mainNamespace}">\
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>\
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><sz val="11"/><color rgb="FFB42318"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/></patternFill></fill></fills>\
<borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="7"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/>\
<xf numFmtId="49" fontId="2" applyNumberFormat="1" applyFont="1"/><xf fontId="1" applyFont="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
