import {
  ReleaseLister,
  type ReadChannel,
  type ReleaseList,
  type ReleaseSelection,
} from './ReleaseLister';

/**
 * The releases of some channels, each once. A graph that cannot be read leaves
 * the others as they are and is one of the failures.
 *
 * @throws NotFoundError where every graph answered, and none with a release.
 */
export async function listReleases(
  selection: ReleaseSelection,
  readChannel: ReadChannel,
): Promise<ReleaseList> {
  const list = new ReleaseLister(selection, readChannel);
  await (selection.channels
    ? list.readAll(selection.channels)
    : list.readUpward());
  return list.result();
}
