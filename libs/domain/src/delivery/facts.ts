/** Why a notification was parked. */
export const PARKING_CODES = ['exhausted', 'terminated', 'overflow'] as const;

/**
 * `exhausted`: delivered, or sent back, as often as it may be; `terminated`: the service will not
 * take it; `overflow`: too many waited already.
 */
export type ParkingCode = (typeof PARKING_CODES)[number];

/** What notification records of what one service is to be handed (`delivery.<svc>`). */
export type DeliveryFact =
  | {
      readonly type: 'NotificationParked';
      readonly copy: string;
      readonly code: ParkingCode;
      /** Times it was delivered. */
      readonly attempts: number;
    }
  | { readonly type: 'NotificationReplayed'; readonly copy: string }
  | { readonly type: 'NotificationExpired'; readonly copy: string };
