import {
  type JsonObject,
  SETTINGS,
  type Settings,
  asyncApiDocument,
  schemaDocuments,
} from '@liaison/contracts';
import { Controller, Get, Headers, Inject, NotFoundException, Param } from '@nestjs/common';

/** Serves what terminals, services and operators speak: AsyncAPI 3 and JSON Schemas. */
@Controller()
export class DocumentsController {
  private readonly schemas = schemaDocuments();

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'prefix'>) {}

  @Get('asyncapi.json')
  asyncApi(@Headers('host') host?: string): JsonObject {
    return asyncApiDocument(
      this.settings.prefix,
      host === undefined ? undefined : { host, protocol: 'ws' },
    );
  }

  /** Paths of all schemas, each to be read below `/schemas/`. */
  @Get('schemas')
  list(): { readonly schemas: readonly string[] } {
    return { schemas: Object.keys(this.schemas) };
  }

  @Get('schemas/*path')
  schema(@Param('path') path: string | readonly string[]): JsonObject {
    const name = typeof path === 'string' ? path : path.join('/');
    const schema = Object.hasOwn(this.schemas, name) ? this.schemas[name] : undefined;
    if (schema === undefined) throw new NotFoundException('see /schemas for those there are');
    return schema;
  }
}
