import {
  VARIANTS,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { z as Zod } from 'zod/v3';

/** A flavour of a kernel. */
export function variantSchema(z: typeof Zod) {
  return z.enum(VARIANTS as [Variant, ...Variant[]]);
}
