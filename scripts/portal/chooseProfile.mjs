import { formatDuration } from '../terminal/formatDuration.mjs';

const PUBLIC_MIRROR = 'https://mirror.stream.centos.org/';
const PROBE_TIMEOUT_MS = 3_000;

/** @typedef {'lab' | 'centos'} Profile */

/**
 * The profile of the portal: `lab` (only this machine's loopback interface) or `centos` (the public CentOS Stream
 * mirrors, quay.io, ghcr.io). If none is named, one request shows whether the network is available.
 *
 * @param {{ requested?: Profile, mirrorUrl?: string }} options
 * @returns {Promise<{ profile: Profile, reason: string }>} the reason is a sentence to print
 */
export async function chooseProfile({ requested, mirrorUrl = PUBLIC_MIRROR }) {
  if (requested) {
    return {
      profile: requested,
      reason: `Profile ${requested}: asked for with --${requested}.`,
    };
  }
  const { host } = new URL(mirrorUrl);
  const started = Date.now();
  const failure = await probe(mirrorUrl);
  if (failure) {
    return {
      profile: 'lab',
      reason: `Profile lab: ${host} ${failure}, so everything runs on this machine. Choose with --lab or --centos.`,
    };
  }
  return {
    profile: 'centos',
    reason: `Profile centos: ${host} answered in ${formatDuration(
      Date.now() - started,
    )}. Choose with --lab or --centos.`,
  };
}

/**
 * @returns what went wrong, to follow the host's name in a sentence; undefined if the mirror answered
 * @param {string} url
 */
async function probe(url) {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return error.name === 'TimeoutError'
      ? `did not answer within ${PROBE_TIMEOUT_MS / 1000} seconds`
      : 'could not be reached';
  }
}
