import {
  ReleaseLister,
  type ReadChannel,
  type ReleaseList,
  type ReleaseSelection,
} from './ReleaseLister';

/**
 * The releases of some channels, each once. An unreadable graph does not affect
 * the others and is one of the failures.
 *
 * @throws NotFoundError if every graph answered, and none with a release.
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
