import { z } from 'zod';
import { imageLabelKernelSource } from './kernelSources/imageLabel';
import { openshiftKernelSource } from './kernelSources/openshift';
import { rpmKernelSource } from './kernelSources/rpm';

const TYPE = "one of 'rpm', 'openshift' and 'imageLabel'";
const ENTRY = `a section with a type, which is ${TYPE}`;

/** A `kernelSources` entry. */
export const kernelSource = z
  .discriminatedUnion(
    'type',
    [rpmKernelSource, openshiftKernelSource, imageLabelKernelSource],
    { error: ({ input }) => (typeof input === 'object' ? TYPE : ENTRY) },
  )
  .transform(({ title, ...source }) => ({
    ...source,
    title: title ?? source.id,
  }));
