import { IsInt, IsObject, Max, Min } from 'class-validator';
import { Changing, IsName, IsUntil, Optional } from './words.js';

/** The document is only looked at as an object: all its faults are told at once where it is stored. */
export class UploadParams extends Changing {
  @IsObject({ message: 'must be a profile document: an object' })
  readonly profile!: object;

  @Optional()
  @IsInt({ message: 'must be a version: 1, 2, 3…' })
  @Min(1, { message: 'must be a version: 1, 2, 3…' })
  @Max(Number.MAX_SAFE_INTEGER, { message: 'must be a version: 1, 2, 3…' })
  readonly expectedVersion?: number;
}

export class NamedProfileParams {
  @IsName()
  readonly profile!: string;
}

export class ChangedProfileParams extends Changing {
  @IsName()
  readonly profile!: string;
}

export class ActivateProfileParams extends ChangedProfileParams {
  @Optional()
  @IsName()
  readonly mode?: string;

  @Optional()
  @IsUntil()
  readonly until?: string;
}
