/** The id of one identity of a service, minted by auth. */
export type IdentityId = string;
export type IdentityKind = 'secret' | 'nkey';

/** What auth records of a service's account (`service-account.<svc>`). */
export type ServiceAccountFact =
  | {
      readonly type: 'ServiceIdentityIssued';
      readonly identity: IdentityId;
      readonly kind: IdentityKind;
      /** Of an nkey: `U` and 55 characters of base32. */
      readonly publicKey?: string;
    }
  | {
      readonly type: 'ServiceIdentityRevoked';
      readonly identity: IdentityId;
      readonly cause: string;
    };
