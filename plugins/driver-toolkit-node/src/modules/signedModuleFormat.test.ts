import fc from 'fast-check';
import { bytesOf } from './ByteSource';
import { findModuleSignature } from './findModuleSignature';
import {
  moduleSignatureSuffix,
  unsignedModuleSize,
} from './signedModuleFormat';

const MAGIC = '~Module signature appended~\n';
const sizeOf = (module: Buffer) => unsignedModuleSize(bytesOf(module));
const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map(array => Buffer.from(array));

describe('the end of a signed module', () => {
  it('is removed, however often the module was signed', () => {
    fc.assert(
      fc.property(
        bytes(200).filter(module => !module.toString('latin1').endsWith(MAGIC)),
        fc.array(bytes(300), { maxLength: 16 }),
        (module, messages) => {
          const signed = Buffer.concat([
            module,
            ...messages.map(moduleSignatureSuffix),
          ]);
          expect(sizeOf(signed)).toBe(module.length);
          expect(findModuleSignature(bytesOf(signed))).toEqual(messages.at(-1));
        },
      ),
    );
  });

  it('has the form that sign-file writes', () => {
    expect(moduleSignatureSuffix(Buffer.alloc(0x2a7)).subarray(0x2a7)).toEqual(
      Buffer.concat([
        Buffer.from('0000020000000000000002a7', 'hex'),
        Buffer.from(MAGIC),
      ]),
    );
  });

  it('may be of a kind that the kernel refuses', () => {
    const suffix = moduleSignatureSuffix(Buffer.from('PGP'));
    suffix[3 + 2] = 0;
    expect(sizeOf(Buffer.concat([Buffer.from('module'), suffix]))).toBe(6);
  });

  it('must not be larger than the module', () => {
    const suffix = moduleSignatureSuffix(Buffer.alloc(10));
    for (let missing = 1; missing <= 10; missing++) {
      expect(() => sizeOf(suffix.subarray(missing))).toThrow(
        'The size of its signature exceeds that of the module',
      );
    }
    expect(sizeOf(suffix)).toBe(0);
  });

  it('is no signature if it is incomplete', () => {
    const suffix = moduleSignatureSuffix(Buffer.alloc(0));
    for (let length = 0; length < suffix.length; length++) {
      expect(sizeOf(suffix.subarray(0, length))).toBe(length);
      expect(sizeOf(suffix.subarray(suffix.length - length))).toBe(length);
    }
  });

  it('must not have too many signatures', () => {
    const suffix = moduleSignatureSuffix(Buffer.alloc(0));
    expect(() => sizeOf(Buffer.concat(Array(17).fill(suffix)))).toThrow(
      'more than 16 signatures',
    );
  });
});
