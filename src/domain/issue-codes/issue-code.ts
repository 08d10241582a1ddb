/** What each kind of issue is called, and what the reader of a mail can do about it. */
export interface IssueCode {
  title: string;
  advice: string;
  /** Set where the register has its say, too: what the file changes in it may have settled the issue, or made it worse. */
  restsOnRegister?: true;
}
