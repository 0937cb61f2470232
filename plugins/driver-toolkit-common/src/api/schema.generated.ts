// Generated from driver-toolkit-backend/src/http/openapi.yaml by `yarn generate`. Do not edit.

export interface paths {
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every kernel source and image repository with the state of its last reads. */
        get: operations["GetSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a kernel source or image repository now and answers when the read has ended. A failed read answers 200 with the error on the source. */
        post: operations["RefreshSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How old what is known is. A source is overdue when it was not read well for three times its schedule's frequency. */
        get: operations["GetHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For each kernel and architecture, newest kernel first, the toolkit image's state and what was built. */
        get: operations["GetCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kernels, newest first by RPM order. */
        get: operations["GetKernels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernels/{source}/{kernel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One kernel of a source. */
        get: operations["GetKernel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Toolkit images, newest kernel first. */
        get: operations["GetImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{repository}/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One toolkit image, with what is attached to it. */
        get: operations["GetImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Toolkit images of a source's kernels that are to be built, newest kernel first, in the form of a job matrix of a continuous integration service. One line of JSON. At most 256 entries; a kernel's entries are never torn apart. */
        get: operations["GetMatrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole last good index in one consistent read, for a program that keeps a copy of it, such as the catalog. `ETag` stays the same while only the times of reads change (`lastAttempt`, `lastSuccess`, `refreshing`). */
        get: operations["GetSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Builds, newest first. */
        get: operations["GetBuilds"];
        put?: never;
        /** Queues a build for each architecture and answers the first of them. While a build of the same target is unfinished, that one takes its place; 200 if all were there already. */
        post: operations["CreateBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One build. */
        get: operations["GetBuild"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a queued or running build to stop. A finished build answers 409. Once its image has been pushed it is too late: the build ends as succeeded. */
        post: operations["CancelBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a new build of a finished build's target. */
        post: operations["RetryBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as text, from the line after `after`. */
        get: operations["GetBuildLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: `log` (a LogLine, its id is the sequence number), `state` (a Build), a comment as heartbeat every 15 s. The stream ends after the state event of a finished build, and before it when the caller's token expires or may no longer read it. `Last-Event-ID` resumes as `after` does. One caller may read 32 logs at a time, and gets 429 beyond. */
        get: operations["GetBuildEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every configured builder, with its load, its room and its problems. */
        get: operations["GetBuilders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which driver each image belongs to, by the image's name. */
        get: operations["GetClaims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which driver one image belongs to. */
        get: operations["GetClaim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an image to a driver, a disputed one too. Unfinished builds of the image for other drivers are cancelled; one that is pushing already may still end. */
        post: operations["MoveClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the next driver that builds an image claim it. Unfinished builds of the image are cancelled. */
        post: operations["ReleaseClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/driver-claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which image a driver container is built into, from which repository, and whose that image is. */
        get: operations["GetDriverClaim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/maintain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every library that is maintained, with the reports of its last runs. */
        get: operations["GetMaintenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/maintain/{source}/{repository}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Maintains a library now, as its schedule does, and answers when that has ended: builds are queued then, not finished. While a run goes on, another one answers 409. */
        post: operations["RunMaintenance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/** Types of the HTTP API's description. @public */
export interface components {
    schemas: {
        Error: {
            error: {
                /** Such as `NotFoundError` */
                name: string;
                /** A sentence for people */
                message: string;
            };
            request?: {
                method?: string;
                url?: string;
            };
            response: {
                statusCode: number;
            };
        };
        Variant: "default" | "rt" | "64k" | "debug" | "rt-debug" | "64k-debug" | "rt-64k" | "rt-64k-debug";
        /**
         * `absent` only when the registry answered that the tag does not exist; `unknown` for anything that is neither.
         */
        ImageState: "present" | "absent" | "unknown";
        BuildType: "toolkit" | "driver";
        BuildState: "queued" | "running" | "verifying" | "pushing" | "succeeded" | "failed" | "cancelled";
        Source: {
            id: string;
            kind: "kernels" | "images";
            /** rpm, or oci for an image repository */
            type: string;
            title: string;
            refreshing: boolean;
            /** Kernels or tags in the last good read. */
            items: number;
            /** Format: date-time */
            lastAttempt?: string;
            /** Format: date-time */
            lastSuccess?: string;
            /** Why the last read failed; absent after a good one. */
            error?: string;
            /** Parts of the last good read that could not be had, such as one architecture. */
            warnings: string[];
            /** Since when architectures of a kernel source, by their RPM names, or the `tags` of an image repository could not be read whole. What was known of architectures is kept; what is not among incomplete tags is unknown. */
            incomplete?: {
                [key: string]: string;
            };
            /** A reading that is not believed because too much is missing in it. Refreshing with acceptRemoval stores the next one all the same. */
            held?: {
                reasons: string[];
                /** Format: date-time */
                since: string;
            };
        };
        SourceList: {
            items: components["schemas"]["Source"][];
        };
        /** One kernel build for one architecture and variant. */
        Flavour: {
            /** RPM name, such as x86_64 */
            architecture: string;
            variant: components["schemas"]["Variant"];
            /** version-release of its packages; differs from the kernel where rt has a release of its own */
            release: string;
            /** `uname -r`, as the package provides it */
            unameRelease: string;
            /** A toolkit image can be built for it: its source has the packages with the kernel and for its modules, and what those need of the kernel. */
            buildable: boolean;
            /** Why it is not buildable, a sentence; there where its source can tell */
            obstacle?: string;
            /** Package names. */
            packages: string[];
        };
        Kernel: {
            source: string;
            /** version-release */
            kernel: string;
            /** The image tag of this kernel. */
            tag: string;
            entityRef: string;
            flavours: components["schemas"]["Flavour"][];
            /** It left its source, and an image or a driver still uses it. */
            retired: boolean;
            imageState: components["schemas"]["ImageState"];
            /** Toolkit images that its source itself offers, as OpenShift releases do. */
            toolkitImages?: components["schemas"]["ReleasedToolkitImage"][];
            /** Releases of its source whose nodes run this kernel although none of their toolkit images is for it. */
            releasesWithoutToolkit?: components["schemas"]["ReleasesWithoutToolkit"][];
            /** Other sources that have a toolkit image of this kernel, or the packages to build one, where its own source has neither for some architecture. */
            otherSources?: components["schemas"]["KernelElsewhere"][];
            /** One for each repository that this source is matched against. */
            images: components["schemas"]["KernelImage"][];
            latestBuild?: components["schemas"]["Build"];
        };
        KernelImage: {
            repository: string;
            /** image:tag */
            reference: string;
            /** Of the tag; some architecture may be missing in it. */
            state: components["schemas"]["ImageState"];
            /** Why the state, or that of some architecture, is unknown. */
            reason?: string;
            /** Of the kernel, in RPM's names. */
            architectures: {
                architecture: string;
                state: components["schemas"]["ImageState"];
            }[];
            stale?: components["schemas"]["Staleness"];
            digest?: string;
            entityRef: string;
        };
        /** Why the image would come out differently if it were built now. */
        Staleness: string[];
        ReleasedToolkitImage: {
            /** RPM name, such as x86_64 */
            architecture: string;
            /** Image by its digest. */
            reference: string;
            /** The newest releases it is part of, newest first. */
            releases: string[];
            /** How many releases it is part of. */
            releaseCount: number;
        };
        ReleasesWithoutToolkit: {
            /** RPM name, such as x86_64 */
            architecture: string;
            /** The newest of them, newest first. */
            releases: string[];
            /** How many there are. */
            releaseCount: number;
            /** The toolkit images that they have; empty where they have none. */
            toolkits: {
                /** Image by its digest. */
                reference: string;
                /** version-release that it is for */
                kernel: string;
            }[];
        };
        KernelElsewhere: {
            source: string;
            /** Of the kernel there. */
            entityRef: string;
            imageState: components["schemas"]["ImageState"];
            /** The toolkit images that are there, as image:tag. */
            references: string[];
            /** Those that a toolkit image can be built for there, in RPM's names. */
            architectures: string[];
        };
        Health: {
            healthy: boolean;
            sources: {
                id: string;
                /** Format: date-time */
                lastSuccess?: string;
                /** Since the last good read. */
                ageSeconds?: number;
                /** It, or a part of it, was not read well for too long. */
                overdue: boolean;
                /** Architectures, or `tags`, that could not be read whole for too long. */
                incomplete?: string[];
                error?: string;
            }[];
        };
        CoveragePage: {
            items: components["schemas"]["KernelCoverage"][];
            totalItems: number;
            nextCursor?: string;
        };
        KernelCoverage: {
            source: string;
            kernel: string;
            entityRef: string;
            retired: boolean;
            architectures: components["schemas"]["ArchitectureCoverage"][];
        };
        ArchitectureCoverage: {
            /** RPM name, such as x86_64 */
            architecture: string;
            buildable: boolean;
            /** The toolkit image in each repository. */
            images: {
                repository: string;
                state: components["schemas"]["ImageState"];
                /** Why the state is unknown. */
                reason?: string;
                stale?: components["schemas"]["Staleness"];
            }[];
            toolkitImage?: components["schemas"]["ReleasedToolkitImage"];
            latestBuild?: components["schemas"]["CoverageBuild"];
            /** Driver containers that were built for it, each with its latest build. */
            drivers: {
                entityRef: string;
                build: components["schemas"]["CoverageBuild"];
            }[];
        };
        CoverageBuild: {
            id: string;
            state: components["schemas"]["BuildState"];
            /** Format: date-time */
            createdAt: string;
            imageReference?: string;
            digest?: string;
        };
        KernelPage: {
            items: components["schemas"]["Kernel"][];
            totalItems: number;
            nextCursor?: string;
        };
        Platform: {
            /** OCI name, such as amd64 */
            architecture: string;
            os: string;
            variant?: string;
            digest: string;
            /** Bytes of its compressed layers. */
            size?: number;
            /** Format: date-time */
            created?: string;
            /** Why this platform's image could not be read. Whether it is there is unknown then; the rest is what the manifest list says of it. */
            error?: string;
        };
        Image: {
            repository: string;
            tag: string;
            /** image:tag */
            reference: string;
            entityRef: string;
            /** Digest of the manifest or manifest list the tag names. */
            digest?: string;
            mediaType?: string;
            /** Bytes of the compressed layers over all platforms. */
            size?: number;
            /** Format: date-time */
            created?: string;
            labels: {
                [key: string]: string;
            };
            platforms: components["schemas"]["Platform"][];
            /** Kernels this tag is the image of. */
            kernels: components["schemas"]["KernelRef"][];
            /** Why details of this tag could not be read. */
            error?: string;
            stale?: components["schemas"]["Staleness"];
            /** What refers to it, such as an SBOM or a signature. */
            referrers?: components["schemas"]["Referrer"][];
        };
        Referrer: {
            digest: string;
            artifactType?: string;
            mediaType?: string;
            /** Bytes. */
            size?: number;
            /** Digest of the platform's image that it refers to; absent where that is what the tag names. */
            subject?: string;
            kind?: "sbom" | "signature" | "provenance";
        };
        KernelRef: {
            source: string;
            kernel: string;
            entityRef: string;
        };
        ImagePage: {
            items: components["schemas"]["Image"][];
            totalItems: number;
            nextCursor?: string;
        };
        Snapshot: {
            /** False while some source has never been read; nothing may be removed on its word. */
            complete: boolean;
            sources: components["schemas"]["Source"][];
            kernels: components["schemas"]["Kernel"][];
            images: components["schemas"]["Image"][];
        };
        /** Every kernel that can be built and whose image is wanted is in exactly one of `versions`, `omitted` and `unknown`. */
        Matrix: {
            /** The kernels of `include`, version-release. */
            versions: string[];
            include: components["schemas"]["MatrixEntry"][];
            /** Kernels for which there was no more room. */
            omitted: string[];
            /** Kernels of which nobody knows whether their image is missing. */
            unknown: components["schemas"]["UnknownKernel"][];
            /** What the last reads of the source lacked, such as one architecture. */
            warnings: string[];
        };
        MatrixEntry: components["schemas"]["KernelMatrixEntry"] | components["schemas"]["ArchitectureMatrixEntry"];
        /** What both shapes of an entry say of the image to build. A string that is not known is empty. */
        MatrixImage: {
            /** version-release */
            kernel: string;
            source: string;
            /** repository:tag */
            image: string;
            tags: string[];
            baseImage: string;
            /** version-release of the real-time packages; empty where there are none */
            rtKernel: string;
            /** Minor release that the kernel names, such as 9.4; empty where it names none */
            rhelVersion: string;
            /** Build argument REPOSITORIES: where the kernel is, if the base image does not know; empty where the source names none */
            repositories: string;
            /** Images of other architectures that the tag has: what is built has to be put beside them. Each by its digest. */
            keep: string[];
        };
        KernelMatrixEntry: components["schemas"]["MatrixImage"] & {
            /** To build for; RPM names, such as x86_64 */
            architectures: string[];
            /** The same as OCI platforms, such as linux/amd64 */
            platforms: string[];
        };
        ArchitectureMatrixEntry: components["schemas"]["MatrixImage"] & {
            /** To build for; RPM name, such as x86_64 */
            architecture: string;
            /** The same as an OCI platform, such as linux/amd64 */
            platform: string;
            /** Label of the GitHub Actions runner, such as ubuntu-24.04 */
            runner: string;
            /** Whether the runner is of another architecture. */
            emulated: boolean;
        };
        UnknownKernel: {
            /** version-release */
            kernel: string;
            /** Why. */
            reason: string;
        };
        /** A toolkit build takes architectures, repository and force; a driver build takes entityRef, which it needs, architecture and variant. */
        BuildRequest: {
            type: components["schemas"]["BuildType"];
            source: string;
            /** version-release */
            kernel: string;
            /** RPM names; default: all that the image lacks and the builders have */
            architectures?: string[];
            /** Image repository; default: the first that the source is matched against */
            repository?: string;
            /** Build although the image is there. */
            force?: boolean;
            /** The driver container's Component. */
            entityRef?: string;
            /** RPM name; default: the first that the toolkit image and the builders have in common */
            architecture?: string;
            variant?: components["schemas"]["Variant"];
        };
        /** Of bounded length; a list of builds has the beginning of the message alone. */
        BuildError: {
            message: string;
            /** The instruction that failed, as podman prints it. */
            step?: string;
            /** The last lines before the failure. */
            lines?: string[];
            /** The same may succeed later: a registry or mirror was away, a disk was full, or a backend died */
            transient?: boolean;
        };
        Build: {
            /** Format: uuid */
            id: string;
            type: components["schemas"]["BuildType"];
            state: components["schemas"]["BuildState"];
            source: string;
            kernel: string;
            /** RPM name */
            architecture: string;
            variant?: components["schemas"]["Variant"];
            /** Image repository of a toolkit build. */
            repository?: string;
            /** The driver container's Component. */
            entityRef?: string;
            /** image:tag that is built */
            imageReference: string;
            /** Digest read back from the registry. */
            digest?: string;
            builder?: string;
            /** Entity ref of a person or service subject. */
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            cancelRequested: boolean;
            error?: components["schemas"]["BuildError"];
            /** Sequence number of the last log line so far. */
            lastSequence: number;
        };
        RequestedBuild: components["schemas"]["Build"] & {
            /** The builds of the other architectures that the request came to. */
            siblings?: components["schemas"]["Build"][];
            /** Architectures that nothing is built for. */
            leftOut?: {
                /** RPM name */
                architecture: string;
                reason: string;
            }[];
        };
        BuildPage: {
            items: components["schemas"]["Build"][];
            totalItems: number;
            nextCursor?: string;
        };
        LogLine: {
            seq: number;
            /** Format: date-time */
            time: string;
            /** Without the line end; ANSI kept. */
            line: string;
        };
        /**
         * `claimed`: one driver alone may build the image. `disputed`: several have built it, and none may until somebody decides. `released`: the next driver that builds it gets it.
         */
        ImageClaimState: "claimed" | "disputed" | "released";
        /** A driver, as it is built from one repository. */
        ImageClaimant: {
            /** The driver container's Component. */
            entityRef: string;
            /** host/owner/repository, such as github.com/acme/nic-driver */
            sourceRepository: string;
        };
        ImageClaim: {
            /** Format: uuid */
            id: string;
            /** Registry and repository, without a tag. */
            image: string;
            state: components["schemas"]["ImageClaimState"];
            owner?: components["schemas"]["ImageClaimant"];
            /** Of a disputed image, those that have built it; at most 20. */
            claimants: components["schemas"]["ImageClaimant"][];
            /** Format: date-time */
            changedAt: string;
            /** Entity ref of a person or service subject. */
            changedBy: string;
        };
        ImageClaimPage: {
            items: components["schemas"]["ImageClaim"][];
            totalItems: number;
            nextCursor?: string;
        };
        DriverClaim: {
            entityRef: string;
            /** Where its images are pushed to, without a tag; absent where it may not be pushed. */
            image?: string;
            /** host/owner/repository; absent where it may not be built from. */
            sourceRepository?: string;
            claim?: components["schemas"]["ImageClaim"];
            /** Why it cannot be built; empty where nothing is against it. */
            refusals: string[];
        };
        MaintenanceList: {
            items: components["schemas"]["Maintenance"][];
        };
        /** A library, which is a kernel source's images in a repository, and how it is maintained. */
        Maintenance: {
            source: string;
            repository: string;
            /** So many of the newest kernels have an image. */
            keepLatest: number;
            /** Builds that one run may queue. */
            budget: number;
            rebuildStale: boolean;
            retention?: {
                /** Tags of so many of the newest kernels stay. */
                keepLatest: number;
                dryRun: boolean;
            };
            running: boolean;
            /** The last ones that have ended, newest first. */
            runs: components["schemas"]["MaintenanceRun"][];
        };
        MaintenanceRun: {
            id: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt: string;
            /** Entity ref of a person or service subject. */
            requestedBy: string;
            /** Why something was not done at all. */
            problems: string[];
            queued: components["schemas"]["QueuedImage"][];
            skipped: components["schemas"]["SkippedImage"][];
            /** Tags of old kernels. */
            tags: components["schemas"]["OldTag"][];
        };
        QueuedImage: {
            /** version-release */
            kernel: string;
            /** RPM name, such as x86_64 */
            architecture: string;
            cause: "missing" | "stale";
            /** Format: uuid */
            buildId: string;
        };
        /** An image among those that should be there, and why it was not queued. */
        SkippedImage: {
            /** version-release */
            kernel: string;
            /** RPM name, such as x86_64 */
            architecture?: string;
            /**
             * `unknown`: nobody knows whether it is missing. `unbuildable`: its packages are not there. `unchanged`: its last build failed, or led to no other image, and nothing has changed since. `unfinished`: a build of it is under way. `budget`: the run had queued enough. `later`: its last build failed for what may pass, and is tried again after a while. `refused`: it cannot be built now.
             */
            cause: "unknown" | "unbuildable" | "unchanged" | "unfinished" | "budget" | "later" | "refused";
            reason: string;
            /**
             * Format: uuid
             * The build that `reason` tells of.
             */
            buildId?: string;
        };
        OldTag: {
            tag: string;
            digest?: string;
            /** version-release */
            kernel?: string;
            /**
             * `listed`: it would be deleted, or will be by the next run. `deleted`. `kept`: the reason says why.
             */
            outcome: "listed" | "deleted" | "kept";
            reason?: string;
        };
        Builder: {
            id: string;
            type: string;
            architectures: string[];
            reachable: boolean;
            /** Of what its type names, such as 4.3.1 of podman. */
            version?: string;
            concurrency: number;
            running: number;
            /** Queued builds that this builder could take. */
            queued: number;
            /** What it builds. */
            builds?: ("toolkits" | "drivers")[];
            /** Free space of its image storage. */
            freeBytes?: number;
            storage?: components["schemas"]["BuilderStorage"];
            /** What is missing and how to install it, in words. */
            problems: string[];
        };
        /** Its images on the backend's machine, in bytes of layers; absent where they are elsewhere. */
        BuilderStorage: {
            path: string;
            /** Beyond it, what was used longest ago is removed. */
            maxBytes: number;
            /** Where toolkits are built. */
            toolkits: number;
            /** Where drivers are built, one storage each. */
            drivers: number;
            /** Toolkit images that drivers are built with, one storage each. */
            images: number;
            /** Toolkit images that stay on this builder, one storage each. */
            kept: number;
        };
        BuilderList: {
            items: components["schemas"]["Builder"][];
        };
    };
    responses: {
        /** The request is not as this description has it, or asks for what makes no sense; the message says what. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** There is no token, or it is not valid. */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The caller lacks the permission that the message names. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** There is nothing of this name for the caller. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** It cannot be done now, in the state that things are in; the message says why. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The caller reads as many logs at a time as one may. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The backend cannot answer now, because something that it needs has failed; or it has stopped, because its configuration is wrong. That error has the name `WrongConfigurationError`, and stays until the configuration is corrected. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        SourceId: string;
        BuildId: string;
        ClaimId: string;
        Limit: number;
        /** nextCursor of the page before. */
        Cursor: string;
        /** Sequence number of the last line already known. */
        After: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    GetSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    RefreshSource: {
        parameters: {
            query?: {
                /** Store the reading although far more is missing in it than may go at once. */
                acceptRemoval?: boolean;
            };
            header?: never;
            path: {
                id: components["parameters"]["SourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The source after the read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** No source is overdue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** Some source is overdue; or an error, as of every route */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"] | components["schemas"]["Error"];
                };
            };
        };
    };
    GetCoverage: {
        parameters: {
            query?: {
                source?: string;
                /** Only this driver container, by its entity reference. */
                driver?: string;
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A page of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoveragePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetKernels: {
        parameters: {
            query?: {
                source?: string;
                arch?: string;
                variant?: components["schemas"]["Variant"];
                /** Part of the version-release. */
                q?: string;
                imageState?: components["schemas"]["ImageState"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KernelPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetKernel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                /** version-release, such as 5.14.0-391.el9 */
                kernel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The kernel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kernel"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetImages: {
        parameters: {
            query?: {
                repository?: string;
                /** version-release of the kernel the image is for */
                kernel?: string;
                /** The entity that the image is in the catalog */
                entityRef?: string;
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                repository: string;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetMatrix: {
        parameters: {
            query: {
                source: string;
                /** The image repository the images are for. */
                repository: string;
                /** Only what the repository lacks; false: everything that can be built. */
                missing?: boolean;
                /** One entry for each architecture of a kernel, with a runner; false: one for each kernel. */
                perArchitecture?: boolean;
                /** Kernels at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The matrix; empty lists where nothing is to be built */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** The source was never read well; or as of every route */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    GetSnapshot: {
        parameters: {
            query?: never;
            header?: {
                /** The `ETag` of the copy that the caller has. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The index */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** The index is as the caller's copy has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuilds: {
        parameters: {
            query?: {
                /** A kernel, toolkit image or driver container entity the builds belong to. */
                entityRef?: string;
                state?: components["schemas"]["BuildState"];
                type?: components["schemas"]["BuildType"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    CreateBuild: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildRequest"];
            };
        };
        responses: {
            /** The unfinished build of the same target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            /** The new build */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The build */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    CancelBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The build; still running until its process has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    RetryBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The unfinished build of the same target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            /** The new build */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuildLog: {
        parameters: {
            query?: {
                /** Sequence number of the last line already known. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuildEvents: {
        parameters: {
            query?: {
                /** Sequence number of the last line already known. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuilders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Every configured builder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuilderList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetClaims: {
        parameters: {
            query?: {
                /** Registry and repository, without a tag. */
                image?: string;
                /** The driver container that owns the image. */
                entityRef?: string;
                state?: components["schemas"]["ImageClaimState"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaimPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    MoveClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImageClaimant"];
            };
        };
        responses: {
            /** The claim as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    ReleaseClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The claim as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetDriverClaim: {
        parameters: {
            query: {
                /** The driver container's Component. */
                entityRef: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What is known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriverClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    RunMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                repository: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceRun"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
}
