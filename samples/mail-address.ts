/** `Bjørnar Sæterlid` becomes `bjornar.saeterlid`; the number keeps two of a name apart. */
export function mailAddress(firstName: string, surname: string, number: number): string {
  const plain = `${firstName}.${surname}`
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replace(/[^a-z.]/g, '');
  return `${plain}.${number}@example.org`;
}
