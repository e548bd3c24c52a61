/**
 * Compiled Handlebars templates by name. The build fills this in. Without the build, each template is compiled on first
 * use.
 */
export const compiledTemplates: Readonly<Record<string, TemplateSpecification>> = {}
