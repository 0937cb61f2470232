import { randomBytes, randomUUID } from 'node:crypto';

/** Neither an address nor JSON has it as it is. */
const PASSWORD = `p"ss/${randomUUID()}`;
const USERNAME = 'pusher';
const PASSPHRASE = `a "phrase" ${randomUUID()}`;
/** Like the lines of a key in PEM, of which each is secret. */
const ENTITLEMENT = [1, 2, 3].map(() => randomBytes(32).toString('base64'));

/** Spellings of what a build's log has `***` for, by what they are. */
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

/** What a backend is trusted with; another in each run. */
export const testSecrets = {
  credentials: { username: USERNAME, password: PASSWORD },
  passphrase: PASSPHRASE,
  /** Lines of a file. */
  entitlement: ENTITLEMENT,
  masked: MASKED,

  /** Which of them a text has, and never what they are. */
  foundIn(text: string): string[] {
    return [
      ...Object.keys(MASKED).filter(name => text.includes(MASKED[name])),
      ...ENTITLEMENT.filter(line => text.includes(line)).map(
        line => `line ${ENTITLEMENT.indexOf(line)} of the entitlement`,
      ),
    ];
  },
};
