/** What connections have in common: why none came about, and how long a certificate still holds. */
import type { Part } from '../../domain/checks/finding.ts';
import { spokenDuration } from '../../domain/duration.ts';

export const certificatePart = (
  subject: string,
  validTo: number,
  { warn, fail }: { readonly warn: number; readonly fail: number },
  now: number,
): Part => {
  const left = validTo - now;
  const evidence =
    left <= 0
      ? `the certificate of ${subject} has expired`
      : `the certificate of ${subject} holds for ${spokenDuration(left)}`;
  return {
    subject: `${subject} certificate`,
    reading: left < fail ? 'fail' : left < warn ? 'warn' : 'pass',
    evidence,
    fix: 'Renew it, or mend what renews it.',
  };
};

export const reasonOf = (error: Error): string => {
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
      return 'no such host';
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'ABORT_ERR':
      return 'no answer in time';
    default:
      return error.message === '' ? code : error.message;
  }
};
