/** The API, typed by docs/openapi.json. */

import createClient, { type Client } from "openapi-fetch";

import { errorOf } from "./errors.ts";
import type { paths } from "./schema.d.ts";
import { memoryStore, Session, type TokenStore } from "./session.ts";

export { ApiError, type Problem } from "./errors.ts";
export { memoryStore, type Tokens, type TokenStore } from "./session.ts";

export interface ClientOptions {
  /** Scheme, host and perhaps port of the gateway. */
  baseUrl: string;
  /** By default they live as long as the client does. */
  store?: TokenStore;
  /** Of texts for people. */
  language?: "pt-BR" | "en";
  send?: (request: Request) => Promise<Response>;
}

export type ApiClient = Client<paths>;

/**
 * A client that sends the token in `store`, renews it when it has expired, and throws an ApiError for every refusal:
 * what it returns has `data`.
 */
export function createApiClient(options: ClientOptions): ApiClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const session = new Session(baseUrl, options.store ?? memoryStore(), options.send ?? ((request) => fetch(request)));
  const client = createClient<paths>({
    baseUrl,
    headers: { "Accept-Language": options.language ?? "pt-BR" },
    fetch: (request) => session.send(request),
  });
  client.use({
    async onResponse({ response }) {
      if (response.status >= 400) {
        throw await errorOf(response);
      }
    },
  });
  return client;
}

/** The form that `/admin/templates/upload` takes, as openapi-fetch's `body` and `bodySerializer`. */
export function uploadOf(file: File): { body: { file: string }; bodySerializer: () => FormData } {
  const form = new FormData();
  form.set("file", file);
  return { body: { file: file.name }, bodySerializer: () => form };
}
