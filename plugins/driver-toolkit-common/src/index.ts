/**
 * Kernel grammar, types, permissions and the typed API client of the Driver
 * Toolkit plugins. Pure: browsers and backends use it alike.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './api';
export { buildEntityRef } from './buildEntityRef';
export * from './driver';
export * from './kernel';
export * from './permissions';
export {
  describeUnread,
  platformState,
  type PlatformState,
} from './platformState';
export { refuseHiddenCharacters } from './refuseHiddenCharacters';
export { BUILDS_SIGNAL } from './signals';
