/** What a kind of issue is called, and what the reader of a mail can do about it. */
export interface IssueText {
  title: string;
  advice: string;
}

/** The same in English, as errors.csv has it; mails of other languages have texts of their own (notify/languages). */
export interface IssueCode extends IssueText {
  /** Set where the register has its say, too: what the file changes in it may have settled the issue, or made it worse. */
  restsOnRegister?: true;
}
