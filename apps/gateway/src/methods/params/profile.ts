import { PREVIEW_DAYS_MAX } from '@liaison/contracts';
import { CONTACTS_MAX } from '@liaison/domain';
import { ArrayMaxSize, IsArray, IsInt, IsObject, Max, Min } from 'class-validator';
import { Changing, IsInstant, IsName, IsUntil, IsUserId, Optional } from './words.js';

const DAYS = `must be a number of days: 1 to ${PREVIEW_DAYS_MAX}`;

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

/** As `UploadParams`: the document is judged where it is read. */
export class PreviewParams {
  @IsObject({ message: 'must be a profile document: an object' })
  readonly profile!: object;

  @Optional()
  @IsArray({ message: 'must be a list of ids' })
  @ArrayMaxSize(CONTACTS_MAX, { message: `must be at most ${CONTACTS_MAX} ids` })
  @IsUserId({ each: true })
  readonly viewers?: readonly string[];

  @Optional()
  @IsInt({ message: DAYS })
  @Min(1, { message: DAYS })
  @Max(PREVIEW_DAYS_MAX, { message: DAYS })
  readonly days?: number;

  @Optional()
  @IsInstant()
  readonly from?: string;
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
