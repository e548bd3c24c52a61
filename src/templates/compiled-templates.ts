/** Templates by name, as Handlebars compiles them; filled in by the build. Without it each is compiled when it is first used. */
export const compiledTemplates: Readonly<Record<string, TemplateSpecification>> = {}
