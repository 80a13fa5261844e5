/** As many days as a preview tells of at most; that of the protocol, which is too much to load for it. */
export const PREVIEW_DAYS_MAX = 31;
