import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { driverToolkitTranslationRef } from './driverToolkitTranslationRef';

/** Gives a text of the plugin by its name. */
export type Texts = TranslationFunction<
  (typeof driverToolkitTranslationRef)['T']
>;

/** The plugin's words in the reader's language. */
export function useTexts(): { t: Texts } {
  return useTranslationRef(driverToolkitTranslationRef);
}
