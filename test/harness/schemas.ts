import { Ajv, type ValidateFunction } from 'ajv';

type Document = Record<string, unknown>;

/** The schemas a gateway serves, as anybody can fetch them: `/schemas/<name>`. */
export class ServedSchemas {
  private readonly checks = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv({ strict: false, allErrors: true });

  constructor(private readonly gateway: string) {}

  /** The faults of a value by a served schema; empty: it is valid. */
  async faults(name: string, value: unknown): Promise<string[]> {
    const check = await this.check(name);
    check(value);
    return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  }

  private async check(name: string): Promise<ValidateFunction> {
    const known = this.checks.get(name);
    if (known !== undefined) return known;
    const response = await fetch(`${this.gateway}/schemas/${name}`);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    const { $id: _id, ...schema } = (await response.json()) as Document;
    const made = this.ajv.compile(schema);
    this.checks.set(name, made);
    return made;
  }
}
