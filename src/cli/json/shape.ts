/** A JSON Schema, draft 2020-12. */
export interface Schema {
  readonly [keyword: string]: unknown
}

/** The definition of a value: its schema for the reference, and its type for the code. */
export interface Shape<Value> {
  readonly schema: Schema
  /** Never set. It only carries the type. */
  readonly value?: Value
}

export type ValueOf<Given> = Given extends Shape<infer Value> ? Value : never

type Fields = { readonly [name: string]: Shape<unknown> }
type Flat<Value> = { [Key in keyof Value]: Value[Key] }
type Values<Required extends Fields, Optional extends Fields> = Flat<
  { readonly [Name in keyof Required]: ValueOf<Required[Name]> } & {
    readonly [Name in keyof Optional]?: ValueOf<Optional[Name]>
  }
>

const shape = <Value>(schema: Schema): Shape<Value> => ({ schema })

export const text = (description: string, more: Schema = {}): Shape<string> =>
  shape({ type: 'string', description, ...more })

export const time = (description: string): Shape<string> => text(description, { format: 'date-time' })

export const whole = (description: string): Shape<number> => shape({ type: 'integer', minimum: 0, description })

export const only = <const Word extends string>(value: Word): Shape<Word> => shape({ const: value })

export const truth = (description: string): Shape<boolean> => shape({ type: 'boolean', description })

/** Either true or absent. */
export const mark = (description: string): Shape<true> => shape({ const: true, description })

export const word = <const Words extends readonly string[]>(words: Words, description: string): Shape<Words[number]> =>
  shape({ enum: words, description })

export const anything = <Value>(description: string): Shape<Value> => shape({ description })

export const list = <Item>(items: Shape<Item>, description: string): Shape<readonly Item[]> =>
  shape({ type: 'array', items: items.schema, description })

export const map = <Value>(values: Shape<Value>, description: string): Shape<Readonly<Record<string, Value>>> =>
  shape({ type: 'object', additionalProperties: values.schema, description })

const schemasOf = (fields: Fields): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]))

export const object = <const Required extends Fields, const Optional extends Fields = Record<never, never>>(
  description: string,
  required: Required,
  optional: Optional = {} as Optional,
): Shape<Values<Required, Optional>> =>
  shape({
    type: 'object',
    description,
    required: Object.keys(required),
    properties: schemasOf({ ...required, ...optional }),
  })

/** A value that matches one of the named definitions. */
export const oneOf = <Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  description: string,
  shapes: Shapes,
): Shape<ValueOf<Shapes[keyof Shapes]>> =>
  shape({ description, oneOf: Object.keys(shapes).map((name) => named(name, shapes[name] as Shape<unknown>).schema) })

/** A reference to the definition with this name. */
export const named = <Value>(name: string, _: Shape<Value>, description?: string): Shape<Value> =>
  shape({ $ref: `#/$defs/${name}`, ...(description === undefined ? {} : { description }) })

/** A field that the next version removes. */
export const deprecated = <Value>(given: Shape<Value>): Shape<Value> => shape({ ...given.schema, deprecated: true })

/** Compiles only for equal types. Types also differ if one lacks an optional field. */
type Equal<One, Other> = [One, Required<One>] extends [Other, Required<Other>]
  ? [Other, Required<Other>] extends [One, Required<One>]
    ? unknown
    : never
  : never

/** The shape of a type that is declared elsewhere. Does not compile if the two differ. */
export const shapeOf =
  <Declared>() =>
  <Value>({ schema }: Shape<Value> & Equal<Value, Declared>): Shape<Declared> =>
    shape(schema)
