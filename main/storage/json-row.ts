/** Rows that are an id and the contract's own JSON. */
export interface BodyRow {
  readonly body: string;
}

/** What the tables wrote themselves is trusted; the border has validated it before. */
export const fromBody = <T>(row: BodyRow): T => JSON.parse(row.body) as T;
