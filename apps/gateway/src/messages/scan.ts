export { type ScanFinding, type ScanLimits, scan } from '@liaison/contracts';
