import type { components } from './schema.generated';

/** Every type of the HTTP API's description, by its name there. @public */
export type Schemas = components['schemas'];

/** A kernel source or image repository and the state of its reads. @public */
export type Source = Schemas['Source'];
/** One `version-release` of one source. @public */
export type Kernel = Schemas['Kernel'];
/** One kernel build for one architecture and variant. @public */
export type Flavour = Schemas['Flavour'];
/** A kernel's image in one repository. @public */
export type KernelImage = Schemas['KernelImage'];
/** A tag of an image repository. @public */
export type Image = Schemas['Image'];
/** One platform's part of an image. @public */
export type Platform = Schemas['Platform'];
/** The age of each source's last successful read. @public */
export type Health = Schemas['Health'];
/** What a kernel has for each architecture. @public */
export type KernelCoverage = Schemas['KernelCoverage'];
/** The whole last good index. @public */
export type Snapshot = Schemas['Snapshot'];
/** The job matrix of images to build. @public */
export type Matrix = Schemas['Matrix'];
/** One job of a {@link Matrix}. @public */
export type MatrixEntry = Schemas['MatrixEntry'];
/** A job that builds a kernel's image for all its architectures. @public */
export type KernelMatrixEntry = Schemas['KernelMatrixEntry'];
/** A job that builds a kernel's image for one architecture. @public */
export type ArchitectureMatrixEntry = Schemas['ArchitectureMatrixEntry'];
/** Build flavour of a kernel: its default, real-time, 64k pages, debug. @public */
export type Variant = Schemas['Variant'];
/** Whether an image is there; `unknown` is never read as absent. @public */
export type ImageState = Schemas['ImageState'];
/** A toolkit or driver build. @public */
export type Build = Schemas['Build'];
/** A requested build, with those of the request's other architectures. @public */
export type RequestedBuild = Schemas['RequestedBuild'];
/** What is built. @public */
export type BuildType = Schemas['BuildType'];
/** Where a build is on its way. @public */
export type BuildState = Schemas['BuildState'];
/** Why a build failed. @public */
export type BuildError = Schemas['BuildError'];
/** What `POST /builds` takes for a toolkit image. @public */
export type ToolkitBuildRequest = { type: 'toolkit' } & Pick<
  Schemas['BuildRequest'],
  'source' | 'kernel' | 'architectures' | 'repository' | 'force'
>;
/** What `POST /builds` takes for a driver container. @public */
export type DriverBuildRequest = { type: 'driver'; entityRef: string } & Pick<
  Schemas['BuildRequest'],
  'source' | 'kernel' | 'architecture' | 'variant'
>;
/** What `POST /builds` takes. @public */
export type BuildRequest = ToolkitBuildRequest | DriverBuildRequest;
/** One line of a build's log. @public */
export type LogLine = Schemas['LogLine'];
/** A machine that runs builds. @public */
export type Builder = Schemas['Builder'];

/** Which driver an image belongs to. @public */
export type ImageClaim = Schemas['ImageClaim'];
/** A driver, as it is built from one repository. @public */
export type ImageClaimant = Schemas['ImageClaimant'];
/** Which image a driver is built into, and whose that is. @public */
export type DriverClaim = Schemas['DriverClaim'];

/** A library that is maintained, and its last runs. @public */
export type Maintenance = Schemas['Maintenance'];
/** What one run over a library has done. @public */
export type MaintenanceRun = Schemas['MaintenanceRun'];

/** Build states that no transition leaves. @public */
export const FINISHED_BUILD_STATES: readonly BuildState[] = [
  'succeeded',
  'failed',
  'cancelled',
];

/** Whether a build has come to its end. @public */
export function isFinished(build: { state: BuildState }): boolean {
  return FINISHED_BUILD_STATES.includes(build.state);
}
