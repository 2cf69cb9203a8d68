/** How long one appointment may take: a day. */
export const MOST_MINUTES = 1440
