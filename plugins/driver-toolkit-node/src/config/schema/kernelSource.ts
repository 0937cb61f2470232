import { z } from 'zod';
import { imageLabelKernelSource } from './kernelSources/imageLabel';
import { openshiftKernelSource } from './kernelSources/openshift';
import { rpmKernelSource } from './kernelSources/rpm';

/** A `kernelSources` entry. */
export const kernelSource = z
  .discriminatedUnion(
    'type',
    [rpmKernelSource, openshiftKernelSource, imageLabelKernelSource],
    "one of 'rpm', 'openshift' and 'imageLabel'",
  )
  .transform(({ title, ...source }) => ({
    ...source,
    title: title ?? source.id,
  }));
