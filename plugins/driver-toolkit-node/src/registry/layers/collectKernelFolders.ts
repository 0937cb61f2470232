import { TooLargeError } from '../../http/TooLargeError';
import { walkLayer, type LayerLimits, type LayerMeter } from './walkLayer';

/**
 * The folder of kernels' modules; bootc requires the kernel itself there, too.
 */
const ROOTS = ['usr/lib/modules', 'lib/modules'];
const KERNEL = 'vmlinuz';
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Longer names are no `uname -r`: the kernel's own field has 64 characters. */
const MAX_NAME = 128;
/** Real layers have one or two folders, and remove as many. */
const MAX_PATHS = 200;

/** A layer's changes to kernels, by paths of the image. */
export interface KernelFolders {
  /** Folders for the modules of a kernel. */
  folders: string[];
  /** The folders that contain the kernel itself. */
  kernels: string[];
  /** Paths that it removes from the layers below. */
  hidden: string[];
}

/**
 * Finds a layer's module folders of kernels, only by the names of its entries.
 *
 * @throws the errors of {@link walkLayer}, and TooLargeError if the layer has
 * too many folders
 */
export async function collectKernelFolders(
  chunks: AsyncIterable<Buffer>,
  limits: LayerLimits,
  meter: LayerMeter,
): Promise<KernelFolders> {
  const folders = new Set<string>();
  const kernels = new Set<string>();
  const hidden = new Set<string>();
  await walkLayer(
    chunks,
    (path, { header: { type } }) => {
      if (path === undefined) {
        return;
      }
      const parts = path.split('/');
      const name = parts.pop() ?? '';
      const parent = parts.join('/');
      if (name === OPAQUE) {
        addFolder(folders, parent, { isDirectory: true });
        add(hidden, parent);
      } else if (name.startsWith(WHITEOUT)) {
        add(hidden, [...parts, name.slice(WHITEOUT.length)].join('/'));
      } else if (type === 'directory') {
        addFolder(folders, path, { isDirectory: true });
      } else {
        addFolder(folders, path, { isDirectory: false });
        // It replaces a folder of the same name in the layers below.
        add(hidden, path);
        if (name === KERNEL && folderOf(path) === parent) {
          add(kernels, parent);
        }
      }
    },
    limits,
    meter,
  );
  return {
    folders: [...folders],
    kernels: [...kernels],
    hidden: [...hidden],
  };
}

/** The kernel folder that a path is or is in. */
function folderOf(path: string): string | undefined {
  const root = ROOTS.find(candidate => path.startsWith(`${candidate}/`));
  if (root === undefined) {
    return undefined;
  }
  const [name] = path.slice(root.length + 1).split('/');
  return name.length <= MAX_NAME ? `${root}/${name}` : undefined;
}

function addFolder(
  folders: Set<string>,
  path: string,
  { isDirectory }: { isDirectory: boolean },
): void {
  const folder = folderOf(path);
  if (folder !== undefined && (isDirectory || folder !== path)) {
    add(folders, folder);
  }
}

/**
 * Only paths that affect a kernel: its folder, the folders above, and the
 * kernel.
 */
function isRelevant(path: string): boolean {
  const folder = folderOf(path);
  return folder === undefined
    ? path === '' || ROOTS.some(root => `${root}/`.startsWith(`${path}/`))
    : path === folder || path === `${folder}/${KERNEL}`;
}

function add(paths: Set<string>, path: string): void {
  if (isRelevant(path)) {
    paths.add(path);
  }
  if (paths.size > MAX_PATHS) {
    throw new TooLargeError(
      `It has more than ${MAX_PATHS} folders for kernels, which is refused`,
    );
  }
}
