/** What says where the configuration of a server is. */
export interface Configured {
  readonly config_path: string
  /** Known to each server context that offers the service; its type does not show. */
  readonly http_service_type?: string
}

/** The web server that a service type configures: `nginx` for `nginx` and `nginx_ssl`. */
export const appName = ({ http_service_type = 'null' }: Configured): string => http_service_type.split('_')[0] as string
