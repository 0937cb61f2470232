import type { components } from './schema.generated';

/** All schema types of the HTTP API's description, by name. @public */
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
/** A kernel's images and drivers for each architecture. @public */
export type KernelCoverage = Schemas['KernelCoverage'];
/** The complete last good index. @public */
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
/** Whether an image exists; never treat `unknown` as absent. @public */
export type ImageState = Schemas['ImageState'];
/** A toolkit or driver build. @public */
export type Build = Schemas['Build'];
/**
 * A requested build, with the builds of the request's other architectures.
 * @public
 */
export type RequestedBuild = Schemas['RequestedBuild'];
/** A build's target. @public */
export type BuildType = Schemas['BuildType'];
/** State of a build. @public */
export type BuildState = Schemas['BuildState'];
/** Why a build failed. @public */
export type BuildError = Schemas['BuildError'];
/** Body of `POST /builds` for a toolkit image. @public */
export type ToolkitBuildRequest = { type: 'toolkit' } & Pick<
  Schemas['BuildRequest'],
  'source' | 'kernel' | 'architectures' | 'repository' | 'force'
>;
/** Body of `POST /builds` for a driver container. @public */
export type DriverBuildRequest = { type: 'driver'; entityRef: string } & Pick<
  Schemas['BuildRequest'],
  'source' | 'kernel' | 'architecture' | 'variant'
>;
/** Body of `POST /builds`. @public */
export type BuildRequest = ToolkitBuildRequest | DriverBuildRequest;
/** One line of a build's log. @public */
export type LogLine = Schemas['LogLine'];
/** A machine that runs builds. @public */
export type Builder = Schemas['Builder'];

/** The driver that an image belongs to. @public */
export type ImageClaim = Schemas['ImageClaim'];
/** A driver that is built from one repository. @public */
export type ImageClaimant = Schemas['ImageClaimant'];
/** The image of a driver, and its owner. @public */
export type DriverClaim = Schemas['DriverClaim'];
/** A certificate that verifies a driver's modules. @public */
export type ModuleCertificate = Schemas['ModuleCertificate'];

/** The verdict on the modules of a driver build's image. @public */
export type VerdictSummary = Schemas['VerdictSummary'];
/** The same with its record. @public */
export type BuildVerdict = Schemas['BuildVerdict'];
/**
 * The record of what was read and checked of the modules of a driver image, for
 * one architecture.
 *
 * @remarks
 * It is content-addressed: its id is `sha256:` and the hash of its canonical
 * JSON. Symbols are listed once for all modules, in the order of their names, so
 * that a record can be held against any kernel's symbols without the image.
 *
 * @public
 */
export type DriverVerdict = Schemas['DriverVerdict'];
/** A kernel module in a {@link DriverVerdict}. @public */
export type VerdictModule = Schemas['VerdictModule'];
/** Symbols in a {@link DriverVerdict}: names and, in the same order, checksums. @public */
export type VerdictSymbols = Schemas['VerdictSymbols'];
/** What the booted kernel did with the modules of a {@link DriverVerdict}. @public */
export type VerdictBoot = Schemas['VerdictBoot'];
/** Why a driver image did not pass. @public */
export type VerdictRefusal = Schemas['VerdictRefusal'];
/** What deploys a driver. @public */
export type DriverManifests = Schemas['DriverManifests'];
/** A kind of manifests. @public */
export type DriverManifestKind = Schemas['ManifestKind'];

/** A maintained library, and its last runs. @public */
export type Maintenance = Schemas['Maintenance'];
/** The report of one run over a library. @public */
export type MaintenanceRun = Schemas['MaintenanceRun'];

/** Final build states. @public */
export const FINISHED_BUILD_STATES: readonly BuildState[] = [
  'succeeded',
  'failed',
  'cancelled',
];

/** Whether a build has ended. @public */
export function isFinished(build: { state: BuildState }): boolean {
  return FINISHED_BUILD_STATES.includes(build.state);
}
