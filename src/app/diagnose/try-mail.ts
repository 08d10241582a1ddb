import type { Config } from '../../config/config.ts';
import { createMailTransport } from '../../notify/email.ts';
import type { DoctorFinding } from '../contract.ts';
import { broken, failure, fine } from './finding.ts';

export async function tryMail(config: Config): Promise<DoctorFinding> {
  try {
    const transport = createMailTransport(config.mail);
    try {
      await transport.verify();
    } finally {
      await transport.close();
    }
    const people = config.technicalUsers.map(({ email }) => email).join(', ');
    if (people === '') return broken('mail', 'Nobody is told of errors.', 'Name somebody under "technicalUsers".');
    return fine('mail', config.mail.transport === 'file' ? `Mails go to ${config.mail.directory}.` : `To: ${people}.`);
  } catch (error) {
    return failure('mail', error);
  }
}
