import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A flavour and the source package its core was built from. */
export type SourcedFlavour = Flavour & { sourceRpm?: string };
