/** The properties that locate the configuration of a server. */
export interface Configured {
  readonly config_path: string
  /** Every server context that offers the service has it. The type does not show this. */
  readonly http_service_type?: string
}

/** The web server that a service type configures: `nginx` for `nginx` and `nginx_ssl`. */
export const appName = ({ http_service_type = 'null' }: Configured): string => http_service_type.split('_')[0] as string
