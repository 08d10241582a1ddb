/** The closed lists of the personnel ticket system, with the names that its users know. */

export const employmentTypes = {
  F: 'Fast ansatt i stilling',
  M: 'Midlertidig tilsatt i stilling',
  T: 'Tilkallingsvikar/sesong',
  U: 'Ukjent tjenesteforhold',
} as const;

export const payTypes = {
  '1': 'Ukjent',
  A: 'Aktiv stilling',
  D: 'Delvis omsorgspermisjon',
  E: 'Red. arbeidstid etter AML 46A',
  F: 'Fødselspermisjon',
  L: 'Lånt ut til annen enhet',
  M: 'Permisjon for militær/siviltj',
  N: 'Permisjon for annen stilling i NSB',
  O: 'Omsorgspermisjon uten lønn',
  P: 'Militær/siviltjeneste uten lønn',
  R: 'Studiepermisjon uten lønn',
  S: 'Studiepermisjon m/lønn',
  T: 'Tjenestegjøring i høyere stilling',
  U: 'Permisjon m/uførepensjon',
  V: 'Delvis uførepermisjon',
  W: 'Delvis overgang til AFP',
  X: 'Permisjon, annet u/lønn',
} as const;

export const endCauses = {
  A: 'Overgang alderspensjon (kode 341)',
  B: 'Slutt v/overg til AS (kode 350)',
  D: 'Dødsfall (aksjonskode 320)',
  E: 'Egen oppsigelse (kode 310+330)',
  F: 'Overgang AFP/FTP (kode 349)',
  I: 'Oppsagt v/innskr. (kode 352)',
  M: 'Mangler årsaksangivelse',
  O: 'Slutt l/opplæring (kode 353)',
  S: 'Særaldersgrense (kode 345)',
  T: 'Dødsfall, tjenesteulykke (kode 321)',
  U: 'Uførepensjon/Oppsigelse ved sykdom (kode 361)',
  V: 'Slutt 6 mnd lønn (kode 354)',
  X: 'Slutt annen årsak (kode 350)',
  Y: 'Ventelønn 30 års tjeneste',
  Z: 'Avskjed (kode 351)',
} as const;
