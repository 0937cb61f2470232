import type { Content } from '../../__testUtils__/imageContent';
import { computeDigest } from '../../verifyDigest';

/** The bytes in which skopeo 1.13 stores an image's signature. */
export const skopeoSignature = {
  manifest: contentOf(
    'application/vnd.oci.image.manifest.v1+json',
    '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:cdd8e7fa4b9fda175b242ded9501e3ef768367670bafb8b868baaf2a6f7f2729","size":153},"layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"sha256:de7697c3414ba4c552c9a2714ea44319a3d62acba631075994a00501bb85f9be","size":315,"annotations":{"dev.cosignproject.cosign/signature":"MEYCIQCJw93OhoT98RE9QuEAidAsat2etMOBSC2yg9I9sbPUcQIhANvU++IgMVsYnX3xxWP0ENgqISrEd1O0Mbu4bvgbhcQ/"}}]}',
  ),
  config: contentOf(
    'application/vnd.oci.image.config.v1+json',
    '{"architecture":"","os":"","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:de7697c3414ba4c552c9a2714ea44319a3d62acba631075994a00501bb85f9be"]}}',
  ),
  payload: contentOf(
    'application/vnd.dev.cosign.simplesigning.v1+json',
    '{"critical":{"identity":{"docker-reference":"registry.example.com/dtk/driver-toolkit:1-1"},"image":{"docker-manifest-digest":"sha256:04783df4b14bb69f1df2b64fc0527cc9fd67a60ad70375ffaa1ee37261950465"},"type":"cosign container image signature"},"optional":{"creator":"containers/image 5.26.1","timestamp":1795445292}}',
  ),
};

function contentOf(mediaType: string, text: string): Content {
  const body = Buffer.from(text);
  return { mediaType, body, digest: computeDigest(body) };
}
