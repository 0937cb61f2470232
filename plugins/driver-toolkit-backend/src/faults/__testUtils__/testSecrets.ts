import { randomBytes, randomUUID } from 'node:crypto';

/** Both addresses and JSON must escape it. */
const PASSWORD = `p"ss/${randomUUID()}`;
const USERNAME = 'pusher';
const PASSPHRASE = `a "phrase" ${randomUUID()}`;
/** Like the lines of a PEM key: each line is secret. */
const ENTITLEMENT = [1, 2, 3].map(() => randomBytes(32).toString('base64'));

/** Spellings that a build's log must mask as `***`, by description. */
const MASKED: Record<string, string> = {
  password: PASSWORD,
  'password in an address': encodeURIComponent(PASSWORD),
  'password in JSON': JSON.stringify(PASSWORD).slice(1, -1),
  'password in Base64': btoa(PASSWORD),
  'user and password': `${USERNAME}:${PASSWORD}`,
  'user and password in Base64': btoa(`${USERNAME}:${PASSWORD}`),
  passphrase: PASSPHRASE,
  'passphrase in JSON': JSON.stringify(PASSPHRASE).slice(1, -1),
  'passphrase in Base64': btoa(PASSPHRASE),
};

/** The secrets of a backend, new in each run. */
export const testSecrets = {
  credentials: { username: USERNAME, password: PASSWORD },
  passphrase: PASSPHRASE,
  /** The lines of the file. */
  entitlement: ENTITLEMENT,
  masked: MASKED,

  /**
   * The descriptions of the secrets in a text, never the secrets themselves.
   */
  foundIn(text: string): string[] {
    return [
      ...Object.keys(MASKED).filter(name => text.includes(MASKED[name])),
      ...ENTITLEMENT.filter(line => text.includes(line)).map(
        line => `line ${ENTITLEMENT.indexOf(line)} of the entitlement`,
      ),
    ];
  },
};
