import type { z } from 'zod';

/** The parts of the configuration about signing modules. */
export interface SignedModules {
  moduleSigning: {
    keys: { name: string; keyFile?: string; pkcs11?: object }[];
    drivers: { keys: string[] }[];
  };
}

/** Drivers get keys that exist, and the first one must be able to sign. */
export function checkModuleSigning(
  { moduleSigning: { keys, drivers } }: SignedModules,
  context: z.core.$RefinementCtx<SignedModules>,
): void {
  const names = keys.map(({ name }) => name);
  drivers.forEach((driver, index) =>
    driver.keys.forEach((name, position) => {
      const refuse = (message: string) =>
        context.addIssue({
          code: 'custom',
          path: ['moduleSigning', 'drivers', index, 'keys', position],
          message,
          input: name,
        });
      const at = names.indexOf(name);
      if (at === -1) {
        refuse(
          `the name of a key in driverToolkit.moduleSigning.keys (${
            names.join(', ') || 'there are none'
          })`,
        );
      } else if (position === 0 && !keys[at].keyFile && !keys[at].pkcs11) {
        refuse(
          `a key that can sign, because it is the first; driverToolkit.moduleSigning.keys[${at}] has neither keyFile nor pkcs11`,
        );
      }
    }),
  );
}
