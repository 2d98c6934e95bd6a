/** The tokens of a log-in: sent with every request, renewed once when they have expired. */

import { errorOf } from "./errors.ts";
import type { components } from "./schema.d.ts";

export type Tokens = Pick<components["schemas"]["TokensOut"], "access_token" | "refresh_token">;

/** Where tokens are kept, such as memory or the browser's storage. */
export interface TokenStore {
  get(): Tokens | null;
  set(tokens: Tokens | null): void;
}

export function memoryStore(tokens: Tokens | null = null): TokenStore {
  return {
    get: () => tokens,
    set: (given) => {
      tokens = given;
    },
  };
}

type Send = (request: Request) => Promise<Response>;

export class Session {
  readonly #refreshUrl: string;
  readonly #store: TokenStore;
  readonly #send: Send;
  #refreshing: Promise<Tokens | null> | null = null;

  constructor(baseUrl: string, store: TokenStore, send: Send) {
    this.#refreshUrl = `${baseUrl}/auth/refresh`;
    this.#store = store;
    this.#send = send;
  }

  /** Sends `request` with the access token, and once more with a new one where the first has expired. */
  async send(request: Request): Promise<Response> {
    const tokens = this.#store.get();
    if (tokens === null || request.headers.has("Authorization")) {
      return this.#send(request);
    }
    const again = request.clone(); // a body can be sent but once
    const answer = await this.#send(withToken(request, tokens));
    if (!(await hasExpired(answer))) {
      return answer;
    }
    const renewed = await this.#renewed(tokens);
    return renewed === null ? answer : this.#send(withToken(again, renewed));
  }

  /** Tokens other than `stale`. However many requests ask at a time, one refreshes: a second would end the session. */
  async #renewed(stale: Tokens): Promise<Tokens | null> {
    const current = this.#store.get();
    if (current !== null && current.access_token !== stale.access_token) {
      return current; // another request was faster
    }
    this.#refreshing ??= this.#refresh(stale).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Null where the session is over: then nobody is logged in any more. Throws where it could not be found out. */
  async #refresh({ refresh_token }: Tokens): Promise<Tokens | null> {
    const answer = await this.#send(
      new Request(this.#refreshUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ refresh_token }),
      }),
    );
    if (!answer.ok && answer.status !== 401) {
      throw await errorOf(answer);
    }
    const tokens = answer.ok ? ((await answer.json()) as Tokens) : null;
    this.#store.set(tokens);
    return tokens;
  }
}

function withToken(request: Request, tokens: Tokens): Request {
  request.headers.set("Authorization", `Bearer ${tokens.access_token}`);
  return request;
}

async function hasExpired(answer: Response): Promise<boolean> {
  return answer.status === 401 && (await errorOf(answer.clone())).code === "token_expired";
}
