/**
 * The ways in which distributions package a kernel, each as small packages of the same shape:
 * names, versions, provides and requirements are those of the distribution's, the files are next
 * to nothing.
 *
 * @typedef {object} FamilyPackage
 * @property {string} name
 * @property {string} evr - version-release
 * @property {string[]} [provides]
 * @property {string[]} [requires]
 * @property {Record<string, string>} [files] - contents by path
 *
 * @typedef {object} Family
 * @property {string} name - tag of its base image
 * @property {string} kernel - version-release
 * @property {string} [rtKernel] - version-release of its real-time kernel
 * @property {string[]} [others] - kernels beside it that toolkits can be built for
 * @property {string[]} [unbuildable] - kernels that none can be built for
 * @property {Record<string, string>} release - what its base image's os-release says
 * @property {Record<string, FamilyPackage[]>} repositories
 * @property {string[]} enabled - repositories that its base image knows; one that is not among
 * `repositories` is gone
 * @property {RegExp} [lacks] - tools that the distribution does not have
 */

const architecture = 'x86_64';

/**
 * One flavour's packages, with the provides that tell its `uname -r`.
 *
 * @param {string} evr
 * @param {string[]} parts
 * @param {{ prefix?: string, suffix?: string }} [names]
 * @returns {FamilyPackage[]}
 */
function flavour(evr, parts, { prefix = 'kernel', suffix = '' } = {}) {
  const uname = `${evr}.${architecture}${suffix}`;
  return parts.map(part => {
    const name = part === '' ? prefix : `${prefix}-${part}`;
    const holdsKernel = part === 'core' || !parts.includes('core');
    const provides = [`${name}-uname-r = ${uname}`];
    if (part === 'core') {
      provides.push(`${prefix}-uname-r = ${uname}`);
    }
    // A meta package beside `core` names no kernel; what modules are for, the package says.
    return {
      name,
      evr,
      provides: part === '' && !holdsKernel ? [] : provides,
      requires: requirementsOf(part, parts, { prefix, uname, evr }),
      files: filesOf(part, holdsKernel, uname),
    };
  });
}

/**
 * @param {string} part
 * @param {string[]} parts
 * @param {{ prefix: string, uname: string, evr: string }} kernel
 */
function requirementsOf(part, parts, { prefix, uname, evr }) {
  const modules = parts.includes('modules-core') ? 'modules-core' : undefined;
  switch (part) {
    case '':
      return parts.includes('core') ? [`${prefix}-core = ${evr}`] : [];
    case 'core':
      return modules ? [`${prefix}-${modules}-uname-r = ${uname}`] : [];
    case 'modules-core':
      return [`${prefix}-core-uname-r = ${uname}`];
    case 'modules':
    case 'modules-extra': {
      const holder = parts.includes('core') ? `${prefix}-core` : prefix;
      return [`${holder}-uname-r = ${uname}`];
    }
    default:
      return [];
  }
}

/**
 * @param {string} part
 * @param {boolean} holdsKernel
 * @param {string} uname
 * @returns {Record<string, string>}
 */
function filesOf(part, holdsKernel, uname) {
  if (part === 'devel') {
    return { [`/usr/src/kernels/${uname}/Makefile`]: `# ${uname}\n` };
  }
  if (part === 'core' || (part === '' && holdsKernel)) {
    return {
      [`/lib/modules/${uname}/config`]:
        'CONFIG_CC_VERSION_TEXT="gcc (GCC) 11.4.1 20231218"\n',
      [`/lib/modules/${uname}/symvers.gz`]: '',
    };
  }
  return {};
}

/**
 * Packages of user space that carry a kernel's name.
 *
 * @param {string} evr
 * @param {string[]} names
 * @returns {FamilyPackage[]}
 */
function others(evr, ...names) {
  return names.map(name => ({ name, evr }));
}

const el8 = '4.18.0-553.22.1.el8_10';
const el8Rt = '4.18.0-553.22.1.rt7.363.el8_10';
const el92 = '5.14.0-284.36.1.el9_2';
const el92Rt = '5.14.0-284.36.1.rt14.321.el9_2';
const el94 = '5.14.0-427.18.1.el9_4';
const el94WithoutDevel = '5.14.0-427.16.1.el9_4';
const el10 = '6.12.0-124.52.1.el10_1';
const el10Plus = '6.12.0-55.el10+1';
const fedora = '6.16.7-200.fc42';
const uek7 = '5.15.0-306.177.4.1.el9uek';
const uek6 = '5.4.17-2136.307.3.1.el8uek';
const amazon = '6.1.112-122.189.amzn2023';
const stream8 = '4.18.0-552.el8';

const modern = ['', 'core', 'modules-core', 'modules', 'modules-extra'];
const old = ['', 'core', 'modules', 'modules-extra', 'devel'];
const rt = { prefix: 'kernel-rt' };

/** @type {Family[]} */
export const families = [
  {
    name: 'el8',
    kernel: el8,
    rtKernel: el8Rt,
    release: { NAME: 'Rocky Linux', ID: 'rocky', VERSION_ID: '8.10' },
    repositories: {
      BaseOS: [
        ...flavour(el8, old),
        ...others(el8, 'kernel-headers', 'kernel-abi-stablelists'),
      ],
      RT: flavour(el8Rt, old, rt),
    },
    enabled: ['BaseOS', 'RT'],
  },
  {
    name: 'el9.2',
    kernel: el92,
    rtKernel: el92Rt,
    release: { NAME: 'AlmaLinux', ID: 'almalinux', VERSION_ID: '9.2' },
    repositories: {
      BaseOS: flavour(el92, modern),
      AppStream: [
        ...flavour(el92, ['devel']),
        ...others(el92, 'kernel-headers', 'kernel-abi-stablelists'),
      ],
      RT: flavour(el92Rt, [...modern, 'devel'], rt),
    },
    enabled: ['BaseOS', 'AppStream', 'RT'],
  },
  {
    name: 'el9.4',
    kernel: el94,
    rtKernel: el94,
    unbuildable: [el94WithoutDevel],
    release: { NAME: 'Rocky Linux', ID: 'rocky', VERSION_ID: '9.4' },
    repositories: {
      BaseOS: [...flavour(el94, modern), ...flavour(el94WithoutDevel, modern)],
      AppStream: [
        ...flavour(el94, ['devel']),
        ...others(el94, 'kernel-headers', 'kernel-abi-stablelists'),
      ],
      RT: flavour(el94, [...modern, 'devel'], { ...rt, suffix: '+rt' }),
    },
    enabled: ['BaseOS', 'AppStream', 'RT'],
  },
  {
    name: 'el10',
    kernel: el10,
    rtKernel: el10,
    others: [el10Plus],
    release: { NAME: 'CentOS Stream', ID: 'centos', VERSION_ID: '10' },
    repositories: {
      // A rebuild's release may have a plus sign.
      BaseOS: [...flavour(el10, modern), ...flavour(el10Plus, modern)],
      AppStream: [
        ...flavour(el10, ['devel']),
        ...flavour(el10Plus, ['devel']),
        ...others(el10, 'kernel-headers', 'kernel-abi-stablelists'),
      ],
      RT: flavour(el10, [...modern, 'devel'], { ...rt, suffix: '+rt' }),
    },
    enabled: ['BaseOS', 'AppStream', 'RT'],
  },
  {
    name: 'fedora42',
    kernel: fedora,
    release: { NAME: 'Fedora Linux', ID: 'fedora', VERSION_ID: '42' },
    repositories: {
      updates: [
        ...flavour(fedora, [...modern, 'devel']),
        // They come from a source package of their own, at their own pace.
        ...others('6.16.2-200.fc42', 'kernel-headers'),
      ],
    },
    enabled: ['updates'],
    lacks: /^mokutil$/,
  },
  {
    name: 'oracle9',
    kernel: uek7,
    release: { NAME: 'Oracle Linux Server', ID: 'ol', VERSION_ID: '9.6' },
    repositories: {
      BaseOS: [],
      UEKR7: flavour(uek7, ['', 'core', 'modules', 'modules-extra', 'devel'], {
        prefix: 'kernel-uek',
      }),
    },
    // Its image does not know the kernel's repository.
    enabled: ['BaseOS'],
    lacks: /^kabi-dw$/,
  },
  {
    name: 'oracle8',
    kernel: uek6,
    release: { NAME: 'Oracle Linux Server', ID: 'ol', VERSION_ID: '8.10' },
    repositories: {
      UEKR6: flavour(uek6, ['', 'devel'], { prefix: 'kernel-uek' }),
    },
    enabled: ['UEKR6'],
    lacks: /^kabi-dw$/,
  },
  {
    name: 'amazon2023',
    kernel: amazon,
    release: { NAME: 'Amazon Linux', ID: 'amzn', VERSION_ID: '2023' },
    repositories: {
      amazonlinux: [
        ...flavour(amazon, ['', 'devel', 'modules-extra']),
        ...others(amazon, 'kernel-headers', 'kernel-tools'),
      ],
    },
    enabled: ['amazonlinux'],
    lacks: /^(kabi-dw|keyutils|mokutil)$/,
  },
  {
    name: 'stream8',
    kernel: stream8,
    release: { NAME: 'CentOS Stream', ID: 'centos', VERSION_ID: '8' },
    repositories: {
      BaseOS: [
        ...flavour(stream8, old),
        ...others(stream8, 'kernel-headers', 'kernel-abi-stablelists'),
      ],
      AppStream: [],
    },
    // The image still asks the mirrors that the distribution has left.
    enabled: ['gone'],
    lacks: /^kabi-dw$/,
  },
];
