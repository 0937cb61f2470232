import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  isError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { ModuleCertificate as Described } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { ModuleCertificate } from '../trust/moduleSigning/ModuleCertificate';
import {
  findModuleKeys,
  type ModuleKeyEntry,
} from '../trust/moduleSigning/ModuleKeyEntry';
import type { DriverClaims } from './DriverClaims';

/** Offers the certificates that nodes need to load a driver's modules. */
export class DriverCertificates {
  readonly #claims: Pick<DriverClaims, 'describe'>;
  readonly #config: DriverToolkitConfig;

  constructor(options: {
    claims: Pick<DriverClaims, 'describe'>;
    config: DriverToolkitConfig;
  }) {
    this.#claims = options.claims;
    this.#config = options.config;
  }

  /**
   * @param credentials - the caller's: entities that the caller cannot see
   * count as unknown
   * @returns first that of the key which signs; none if modules are not signed
   * @throws NotFoundError for an unknown entity; ServiceUnavailableError if a
   * certificate cannot be read
   */
  async list(
    driver: string,
    credentials: BackstageCredentials,
  ): Promise<Described[]> {
    const { entityRef, sourceRepository } = await this.#claims.describe(
      driver,
      credentials,
    );
    const keys =
      sourceRepository === undefined
        ? []
        : findModuleKeys({ entityRef, sourceRepository }, this.#config);
    return Promise.all(
      keys.map(async (key, index) => describe(key, index === 0)),
    );
  }

  /**
   * @param key - a name; by default, the key that signs
   * @throws NotFoundError also if the driver has no such key
   */
  async get(
    driver: string,
    key: string | undefined,
    credentials: BackstageCredentials,
  ): Promise<Described> {
    const all = await this.list(driver, credentials);
    const found = all.find(one => key === undefined || one.key === key);
    if (!found) {
      throw new NotFoundError(
        all.length === 0
          ? `The portal does not sign the modules of ${driver}.`
          : `${driver} has no key '${key}'; its keys are ${all
              .map(one => one.key)
              .join(', ')}.`,
      );
    }
    return found;
  }
}

async function describe(
  entry: ModuleKeyEntry,
  signs: boolean,
): Promise<Described> {
  try {
    const { fingerprint, x509 } = await ModuleCertificate.read(entry);
    return {
      key: entry.name,
      signs,
      subject: x509.subject.replaceAll('\n', ', '),
      serialNumber: x509.serialNumber,
      fingerprint,
      validFrom: new Date(x509.validFrom).toISOString(),
      validTo: new Date(x509.validTo).toISOString(),
      pem: x509.toString(),
    };
  } catch (error) {
    throw isError(error) && error.name === 'InputError'
      ? new ServiceUnavailableError(`${error.message}.`)
      : error;
  }
}
