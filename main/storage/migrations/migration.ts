/** A numbered step of the database's shape. Numbers rise by one; a released migration is never edited. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}
