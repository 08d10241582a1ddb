import { AppError } from '../../domain/app-error.ts';
import type { DoctorFinding } from '../contract.ts';

export function fine(subject: string, message: string): DoctorFinding {
  return { subject, ok: true, message, mend: null };
}

export function broken(subject: string, message: string, mend: string): DoctorFinding {
  return { subject, ok: false, message, mend };
}

export function failure(subject: string, error: unknown): DoctorFinding {
  if (error instanceof AppError) return broken(subject, error.message, error.hint);
  return broken(subject, error instanceof Error ? error.message : String(error), 'See the message.');
}
