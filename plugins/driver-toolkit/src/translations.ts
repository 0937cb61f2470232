/**
 * All texts of the plugin, for apps to override or translate.
 *
 * @packageDocumentation
 */
export { driverToolkitTranslationRef } from './translation/driverToolkitTranslationRef';
