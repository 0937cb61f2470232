import { z } from 'zod';

const ARCHITECTURES = ['x86_64', 'aarch64', 'ppc64le', 's390x'] as const;
const ALLOWED = `one of ${ARCHITECTURES.join(', ')}`;
const ALLOWED_LIST = `a list of different architectures, each ${ALLOWED}`;

/** RPM architecture names, at least one, none twice. */
export const architectures = z
  .array(z.enum(ARCHITECTURES, ALLOWED), ALLOWED_LIST)
  .min(1, ALLOWED_LIST)
  .refine(names => new Set(names).size === names.length, ALLOWED_LIST)
  .prefault(['x86_64']);
