import type { DriverManifests } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { describeBuild } from '../describeBuild';
import type { describeVerdict } from '../describeVerdict';
import type { missingImages } from '../missingImages';

type BuildOutput = ReturnType<typeof describeBuild>;

/** Outputs of actions by name. */
export interface ActionOutputs {
  'list-kernels': {
    kernels: { kernel: string }[];
    totalKernels: number;
    nextCursor?: string;
  };
  'find-missing-images': ReturnType<typeof missingImages> & {
    kernelsLookedAt: number;
    totalKernels: number;
  };
  'build-toolkit-image': BuildOutput & { created: boolean };
  'build-driver': BuildOutput & { created: boolean };
  'follow-build': BuildOutput & {
    ended: boolean;
    verdict?: ReturnType<typeof describeVerdict>;
    lastLines: string[];
    totalLines: number;
  };
  'cancel-build': BuildOutput;
  'get-driver-manifests': DriverManifests;
}
