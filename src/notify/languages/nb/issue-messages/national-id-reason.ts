/** What the rules of a country have against a number; those that nobody has translated are quoted. */
export function nationalIdReason(english: string): string {
  const known = reasons[english];
  if (known !== undefined) return known;
  const [, length] = /^it is not written as (\d+) digits$/.exec(english) ?? [];
  if (length !== undefined) return `det er ikke skrevet med ${length} sifre`;
  const [, digits, expected] = /^it has (\d+) digits where there should be (\d+); /.exec(english) ?? [];
  if (digits !== undefined) {
    return `det har ${digits} sifre, men skal ha ${expected}; et regneark kan ha fjernet en innledende null; ${asText}`;
  }
  return `på engelsk: ${english}`;
}

const asText = 'formater kolonnen som tekst før filen lagres som CSV';

const reasons: Readonly<Record<string, string>> = {
  'its digits belong to no century': 'sifrene hører ikke til noe århundre',
  'it begins with no date': 'det begynner ikke med en dato',
  'its check digits are wrong': 'kontrollsifrene er feil',
  'its check digit is wrong': 'kontrollsifferet er feil',
  'its check character is wrong': 'kontrolltegnet er feil',
  'its check digits are wrong; they would only be right for a number that is issued from 2032 on':
    'kontrollsifrene er feil; de ville bare være riktige for et nummer som tildeles fra 2032 av',
  "its check digits don't fit the birth date, except as a synthetic test number, which this feed does not allow":
    'kontrollsifrene passer ikke til fødselsdatoen, unntatt som et syntetisk testnummer, og det tillater ikke denne feeden',
  'it belongs to another birth date than dateOfBirth says': 'det hører til en annen fødselsdato enn dateOfBirth',
  'its birth date lies in the future': 'fødselsdatoen ligger i framtiden',
  'its birth date is more than 120 years ago': 'fødselsdatoen er mer enn 120 år siden',
  'a spreadsheet has turned it into scientific notation, and its last digits are lost; format the column as text before the file is saved as CSV, and export it anew': `et regneark har gjort det om til vitenskapelig notasjon, og de siste sifrene er tapt; ${asText}, og eksporter på nytt`,
};
