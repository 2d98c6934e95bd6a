/** What the API refuses with: RFC 9457 problem documents as errors. */

import type { components } from "./schema.d.ts";

export type Problem = components["schemas"]["Problem"];

/** A request that was not answered with success. `detail` is a sentence to show. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable, the same in every language; null where what came was no problem document. */
  readonly code: string | null;
  readonly problem: Problem | null;

  constructor(status: number, detail: string, problem: Problem | null) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = problem?.code ?? null;
    this.problem = problem;
  }

  get detail(): string {
    return this.message;
  }
}

/** The error that `response` stands for. Its body is read. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = await problemOf(response);
  const detail = problem?.detail ?? (response.statusText || `HTTP ${response.status}`);
  return new ApiError(response.status, detail, problem);
}

async function problemOf(response: Response): Promise<Problem | null> {
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
    return null;
  }
  try {
    return (await response.json()) as Problem;
  } catch {
    return null; // it broke off
  }
}
