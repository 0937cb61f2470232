import type { Variant } from '../api';

/** Every variant, in the order people list them. @public */
export const VARIANTS: readonly Variant[] = [
  'default',
  'rt',
  '64k',
  'debug',
  'rt-debug',
  '64k-debug',
  'rt-64k',
  'rt-64k-debug',
];

/** Whether a string names a variant. @public */
export function isVariant(value: string): value is Variant {
  return (VARIANTS as readonly string[]).includes(value);
}
