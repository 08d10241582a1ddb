import { parseSealedText, renderSealedText } from '../domain/sealed-text.ts';
import type { Vault } from '../runtime/vault.ts';
import type { SealedValues } from '../store/contract.ts';

/** Opens and makes what the register keeps sealed of one employee. */
export function sealedValues(vault: Vault): SealedValues {
  return {
    open: (sealed) => (sealed === null ? {} : parseSealedText(vault.open(sealed))),
    seal(values) {
      const nationalId = textOrNull(values.nationalId);
      const text = renderSealedText({
        nationalId,
        disabilityGrade: typeof values.disabilityGrade === 'number' ? values.disabilityGrade : null,
        disabilityFromDate: textOrNull(values.disabilityFromDate),
      });
      if (text === '') return { sealed: null, sealedDigest: null, nationalIdIndex: null };
      return {
        sealed: vault.seal(text),
        sealedDigest: vault.sealedDigest(text),
        nationalIdIndex: nationalId === null ? null : vault.nationalIdIndex(nationalId),
      };
    },
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
