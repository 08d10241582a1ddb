import type { MappingTarget } from './roster-mapping.ts';

/** The field that a column is probably for, by what HR systems call it in eight languages; null where the name says nothing. */
export function fieldForHeader(header: string): MappingTarget | 'name' | null {
  const last = header.split(/[/.](?=\S)/).at(-1) ?? header;
  for (const name of [header, last]) {
    const field = index.get(plainHeader(name)) ?? index.get(plainHeader(name.replace(/\(.*?\)|\[.*?\]/g, '')));
    if (field !== undefined) return field;
  }
  return null;
}

/**
 * Whether a column of that name holds national identity numbers. `perhaps`: elsewhere the employer gives what is called so, in
 * German PNr is short for Personalnummer.
 */
export function namesNationalId(header: string): 'surely' | 'perhaps' | 'no' {
  if (fieldForHeader(header) !== 'nationalId') return 'no';
  const last = header.split(/[/.](?=\S)/).at(-1) ?? header;
  return ambiguous.has(plainHeader(header)) || ambiguous.has(plainHeader(last)) ? 'perhaps' : 'surely';
}

const ambiguous: ReadonlySet<string> = new Set(['pnr', 'idnr', 'personalid']);

/** Letters and digits alone, without marks on them. */
function plainHeader(header: string): string {
  return header
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}

/** Norwegian, Swedish, Danish, Finnish, German, Dutch, French and English, as plainHeader makes them. */
const words: Readonly<Record<MappingTarget | 'name', string>> = {
  employeeNo:
    'ansattnr ansattnummer ansattid ansatt medarbeidernr medarbeidernummer ressursnr lonnsnr lopenr anstallningsnr anstallningsnummer anstnr anstid medarbetarnummer medarbejdernr medarbejdernummer medarbejderid lonnummer lonnr tjenestenr henkilonumero tyontekijanumero tyontekijannumero henkilostonumero personalnummer personalnr mitarbeiternummer mitarbeiternr mitarbeiterid persnr personeelsnummer personeelsnr medewerkernummer medewerkernr medewerkerid werknemersnummer employeeno employeenumber employeeid employeenr empno empid empnumber personnelnumber personnelno staffno staffid staffnumber payrollnumber workerid userid externalid medarbnr henkilonro matricule numeroemploye numerodesalarie',
  companyId:
    'firmanr firmanummer firma firmaid selskap selskapsnr selskapsnummer selskapid virksomhet virksomhetsnr foretak foretaksnr bolag bolagsnr bolagsid foretag foretagnr virksomhed yritys yritysnumero yhtio gesellschaft unternehmen mandant buchungskreis bedrijf bedrijfsnummer werkgever company companyid companyno companycode companynumber employer employerid legalentity societe codesociete etablissement',
  nationalId:
    'fodselsnummer fodselsnr fnr fodselsogpersonnummer personnummer personnr pnr ssn samordningsnummer cpr cprnr cprnummer henkilotunnus hetu sotu steuerid steueridentifikationsnummer idnr sozialversicherungsnummer svnummer svnr rentenversicherungsnummer bsn burgerservicenummer sofinummer rijksregisternummer insz nationalid nationalidentitynumber nationalidnumber identitynumber personalid personalidentitynumber socialsecuritynumber nin nino pesel numerodesecuritesociale ndesecuritesociale nosecuritesociale numerosecuritesociale nir ninumber nationalinsurancenumber',
  firstName:
    'fornavn fornamn tilltalsnamn etunimi vorname voornaam roepnaam firstname forename givenname givennames prenom etunimet kutsumanimi voornamen legalfirstname preferredfirstname legalnamefirstname',
  surname:
    'etternavn slektsnavn efternamn efternavn sukunimi nachname familienname achternaam lastname surname familyname nomdefamille nomdusage legallastname legalnamelastname',
  name: 'navn fulltnavn ansattnavn namn fullstandigtnamn helenavnet nimi name vollername naam volledigenaam fullname employeename displayname nom nometprenom nomprenom lastnamefirstname surnamefirstname nachnamevorname namevorname etternavnfornavn',
  email:
    'epost epostadresse mail mailadresse email emailadresse epostadress jobbepost sahkoposti sahkopostiosoite emailaddress emailadres workemail courriel courrielprofessionnel emailprofessionnel primaryworkemail',
  phone:
    'telefon telefonnr telefonnummer tlf mobil mobilnr mobilnummer mobiltelefon telefonnummerarbete puhelin puhelinnumero matkapuhelin handy telefoon telefoonnummer mobiel phone phonenumber mobile mobilephone cellphone workphone mobiltlf telephone telephoneportable portable businessphone',
  dateOfBirth:
    'fodselsdato fodt fodtdato fodelsedatum fodd fodselsdag syntymaaika syntymapaiva geburtsdatum geburtstag geboortedatum dateofbirth birthdate birthday dob gebdatum datedenaissance',
  gender: 'kjonn kon kjonnskode sukupuoli geschlecht geslacht gender sex sexe',
  birthplace:
    'fodested fodelseort fodeby syntymapaikka geburtsort geboorteplaats birthplace placeofbirth lieudenaissance',
  addressLine:
    'adresse gateadresse postadresse bostedsadresse gate adress gatuadress bostadsadress gade vejnavn gadenavn osoite katuosoite strasse anschrift straat straatnaam adres address addressline address1 addressline1 street streetaddress adresse1 lahiosoite rue',
  houseNumber: 'husnummer husnr hausnummer hausnr huisnummer talonumero housenumber houseno',
  postalCode:
    'postnr postnummer postkode postnumero plz postleitzahl postcode postalcode zip zipcode codepostal postinumero',
  city: 'poststed sted by ort postort stad postitoimipaikka kaupunki wohnort plaats woonplaats city town ville',
  country: 'land landkode landskod maa land1 country countrycode pays',
  hireStartDate:
    'startdato ansattfra ansattdato ansettelsesdato tiltredelse tiltredelsesdato anstallningsdatum startdatum anstalldfran anstalldfrom ansaettelsesdato ansatfra tyosuhteenalkupaiva tyosuhdealkaa alkupaiva aloituspaiva eintritt eintrittsdatum indienst indienstdatum datumindienst hiredate hirestartdate startdate employmentstart employmentstartdate dateofhire seniority ansatdato alkupvm datedentree datedembauche dateembauche',
  hireEndDate:
    'sluttdato sluttetdato ansatttil fratredelse fratredelsesdato slutdatum avgangsdatum anstalldtill fratraedelsesdato fratradelsesdato slutdato ansattil tyosuhteenloppupaiva tyosuhdepaattyy loppupaiva paattymispaiva austritt austrittsdatum uitdienst uitdienstdatum datumuitdienst enddate hireenddate employmentend employmentenddate terminationdate leavedate leavingdate fratradt loppupvm anstalldtom datedesortie datedefindecontrat',
  hireEndCause:
    'sluttarsak fratredelsesarsak avgangsorsak fratraedelsesarsag paattymissyy austrittsgrund redenuitdienst hireendcause terminationreason leavingreason endcause motifdesortie motifdedepart',
  employmentType:
    'stillingstype ansettelsestype ansettelsesform ansattype arbeidsforhold anstallningsform anstallningstyp ansaettelsestype ansaettelsesform tyosuhteentyyppi tyosuhdetyyppi beschaftigungsart vertragsart anstellungsart dienstverband contracttype soortcontract employmenttype employmenttypeid employeetype contract ansettelsesforhold tyosuhteenlaatu typedienstverband typedecontrat',
  payType:
    'lonnstype lonnskode permisjonskode avlonningsform lonetyp lonform lontype palkkalaji lohnart entgeltart loontype looncomponent paytype',
  employmentPercentage:
    'stillingsprosent stillingsandel stillingspst stillingsbrok sysselsattningsgrad tjanstgoringsgrad beskaeftigelsesgrad beskaftigelsesgrad tyoaikaprosentti tyoaika beschaftigungsgrad arbeitszeitanteil deeltijdpercentage parttimepercentage employmentpercentage fte workpercentage workingtime stillings teilzeit deeltijd tauxdactivite tempsdetravail',
  employmentPercentageDate: 'stillingsprosentdato stillingsprosentfra employmentpercentagedate',
  paidPercentage:
    'lonnsprosent betaltprosent lonegrad lonnsandel lonprocent palkkaprosentti bezahlterprozentsatz betaaldpercentage paidpercentage',
  leaveFromDate: 'permisjonfra permisjonsdato tjanstledigfran orlovfra leavefromdate leavestart leavestartdate',
  abstainFromTicket: 'avstarfrabillett avstar reservasjon abstainfromticket',
  jobTitle:
    'stilling stillingstittel tittel yrke stillingsbetegnelse befattning titel yrkestitel stillingsbetegnelse1 stillingsbenaevnelse ammattinimike tehtavanimike nimike berufsbezeichnung stellenbezeichnung position functie functietitel jobtitle title job role beruf tatigkeit poste fonction emploi',
  department:
    'avdeling avdelingsnavn avdelning avdelningsnamn afdeling afdelingsnavn osasto abteilung department departmentname dept departement',
  businessUnit:
    'forretningsomrade enhet organisasjonsenhet affarsomrade enhed liiketoimintayksikko yksikko geschaftsbereich bereich bedrijfsonderdeel businessunit division orgunit',
  costCenter:
    'kostnadssted kostsenter koststed ansvar kostnadsstalle kst omkostningssted kustannuspaikka kostenstelle kostenplaats costcenter costcentre costcentercode centredecout centredecouts',
  costCenterName:
    'kostnadsstednavn kostnadsstallenamn kustannuspaikannimi kostenstellenname kostenplaatsnaam costcentername',
  disabilityGrade: 'uforegrad uforeprosent disabilitygrade',
  disabilityFromDate: 'uforefra uforedato disabilityfromdate',
  deleted: 'slettet sluttet borttagen slettet1 poistettu geloscht verwijderd deleted isdeleted terminated',
  active:
    'aktiv status ansattstatus anstallningsstatus aktiv1 aktiivinen tila beschaftigungsstatus actief active isactive enabled employeestatus actif activestatus',
};

const index = new Map<string, MappingTarget | 'name'>(
  Object.entries(words).flatMap(([field, names]) =>
    names.split(' ').map((name) => [name, field as MappingTarget | 'name'] as const),
  ),
);
