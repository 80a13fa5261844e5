/** One setting: read from the environment by libs/runtime alone. */
export interface SettingDefinition {
  readonly env: string;
  readonly type: 'text' | 'integer' | 'flag' | 'path';
  /** Absent: must be set. */
  readonly fallback?: string;
  readonly secret?: true;
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  /** Text only: what it must look like (a regular expression over the whole), and that in words. */
  readonly pattern?: string;
  readonly says?: string;
  readonly about: string;
}
