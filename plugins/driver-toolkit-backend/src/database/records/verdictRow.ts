import type {
  DriverVerdict,
  VerdictSummary,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { JudgedBuild } from './VerdictStore';

const MAX_NAMES = 10;
/** Bound of what one verdict can be found by. */
const MAX_TERMS = 20_000;
const MAX_TERM_LENGTH = 512;

/** What lists show besides the columns. */
type Shown = Pick<
  VerdictSummary,
  | 'modules'
  | 'moduleCount'
  | 'symbolCount'
  | 'symbolsChecked'
  | 'signers'
  | 'warnings'
  | 'refusal'
>;

/** A row of the table `driver_verdicts`. */
export interface VerdictRow {
  build_id: string;
  record_id: string;
  terms_id: string;
  symbol_record_id: string | null;
  entity_ref: string;
  requested_by: string;
  source_id: string;
  kernel: string;
  variant: string;
  architecture: string;
  uname_release: string;
  image_reference: string;
  digest: string | null;
  passed: boolean | number;
  summary: string;
  checked_at: string;
}

export function toRow(
  build: JudgedBuild,
  verdict: DriverVerdict,
  { recordId, termsId }: { recordId: string; termsId: string },
): VerdictRow {
  return {
    build_id: build.buildId,
    record_id: recordId,
    terms_id: termsId,
    symbol_record_id: verdict.heldAgainst.symbolRecord ?? null,
    entity_ref: verdict.entityRef,
    requested_by: build.requestedBy,
    source_id: verdict.source,
    kernel: verdict.kernel,
    variant: verdict.variant,
    architecture: verdict.architecture,
    uname_release: verdict.unameRelease,
    image_reference: build.imageReference,
    digest: null,
    passed: verdict.passed,
    summary: JSON.stringify(shownOf(verdict)),
    checked_at: new Date().toISOString(),
  };
}

/** A row as the API's lists show it. */
export function toSummary(row: VerdictRow): VerdictSummary {
  const shown: Shown = JSON.parse(row.summary);
  return {
    buildId: row.build_id,
    record: row.record_id,
    passed: Boolean(row.passed),
    entityRef: row.entity_ref,
    source: row.source_id,
    kernel: row.kernel,
    variant: row.variant as VerdictSummary['variant'],
    architecture: row.architecture,
    unameRelease: row.uname_release,
    imageReference: row.image_reference,
    ...(row.digest !== null && { digest: row.digest }),
    checkedAt: row.checked_at,
    ...shown,
  };
}

/** What a verdict can be found by, in one order. */
export function termsOf(
  verdict: DriverVerdict,
): [kind: string, value: string][] {
  const { modules, symbols } = verdict;
  const terms: [string, string | undefined][] = [
    ...modules.flatMap(({ name, path, srcversion, signature }) => [
      ['module', name] as [string, string],
      ['module', fileNameOf(path)] as [string, string],
      ['srcversion', srcversion] as [string, string | undefined],
      ['signer', signature?.signer] as [string, string | undefined],
    ]),
    ...symbols.names.map(name => ['symbol', name] as [string, string]),
  ];
  const found = new Map<string, [string, string]>();
  for (const [kind, value] of terms) {
    if (value && value.length <= MAX_TERM_LENGTH && found.size < MAX_TERMS) {
      found.set(`${kind} ${value}`, [kind, value]);
    }
  }
  return [...found.keys()].sort().map(key => found.get(key)!);
}

function shownOf(verdict: DriverVerdict): Shown {
  const { modules, symbols, heldAgainst, warnings, refusal } = verdict;
  const signers = modules.flatMap(({ signature }) => signature?.signer ?? []);
  return {
    modules: modules.slice(0, MAX_NAMES).map(({ name }) => name),
    moduleCount: modules.length + (verdict.omittedModules ?? 0),
    symbolCount: symbols.names.length + (verdict.omittedSymbols ?? 0),
    symbolsChecked: heldAgainst.kernelSymbols !== undefined,
    signers: [...new Set(signers)].slice(0, MAX_NAMES),
    warnings: warnings.slice(0, MAX_NAMES),
    ...(refusal && { refusal: refusal.message }),
  };
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.ko(\.\w+)?$/, '');
}
