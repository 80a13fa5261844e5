/** The spelling that counts: NFC, without blanks around it, in lower case. */
export function normalisedLogin(login: string): string {
  return login.normalize('NFC').trim().toLowerCase().normalize('NFC');
}
