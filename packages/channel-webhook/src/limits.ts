/** Standard Webhooks asks senders to wait 15 to 30 s: github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const timeoutMs = 15_000;

/** Of a signing key, as the same page demands. */
export const signingKeyBytes = { min: 24, max: 64 } as const;

/** While keys are rotated the old one and the new one are live; a third would only hide a forgotten one. */
export const maxSigningSecrets = 2;

/** Common servers refuse a header line above 8 KB, so that half of it is safe. */
export const maxHeaderLength = 4_096;
