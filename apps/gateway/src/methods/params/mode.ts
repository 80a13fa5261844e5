import { Changing, IsName, IsUntil, Optional } from './words.js';

export class ActivateModeParams extends Changing {
  @IsName()
  readonly mode!: string;

  @Optional()
  @IsUntil()
  readonly until?: string;
}
