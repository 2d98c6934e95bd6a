/** The client at a running gateway: API_URL, an admin's API_USERNAME and API_PASSWORD, an API_EXPIRED_TOKEN of theirs,
 * and API_WORKBOOK, a file to upload. tests/e2e/test_typescript_client.py starts one and gives them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { ApiError, createApiClient, memoryStore, type Tokens, type TokenStore, uploadOf } from "./client.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function given(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

const baseUrl = given("API_URL");

async function logIn(): Promise<Tokens> {
  const credentials = { username: given("API_USERNAME"), password: given("API_PASSWORD") };
  const { data } = await createApiClient({ baseUrl }).POST("/auth/login", { body: credentials });
  assert.ok(data);
  return data;
}

/** Tokens of which the one for access has expired, and a count of what is asked of the gateway by path. */
async function expired(): Promise<{ store: TokenStore; asked: string[]; send: (request: Request) => Promise<Response> }> {
  const { refresh_token } = await logIn();
  const asked: string[] = [];
  const send = (request: Request): Promise<Response> => {
    asked.push(new URL(request.url).pathname);
    return fetch(request);
  };
  return { store: memoryStore({ access_token: given("API_EXPIRED_TOKEN"), refresh_token }), asked, send };
}

test("a person logs in and learns who they are", async () => {
  const client = createApiClient({ baseUrl, store: memoryStore(await logIn()) });
  const { data } = await client.GET("/auth/me");
  assert.equal(data?.role, "admin");
});

test("a refusal is an error with a sentence to show, in the language asked for", async () => {
  for (const [language, detail] of [["en", /wrong/], ["pt-BR", /não confere/]] as const) {
    const client = createApiClient({ baseUrl, language });
    const refused = client.POST("/auth/login", { body: { username: given("API_USERNAME"), password: "no" } });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.code], [401, "invalid_credentials"]);
      assert.match(error.detail, detail);
      assert.ok(error.problem?.request_id);
      return true;
    });
  }
});

test("a workbook is uploaded and listed", async () => {
  const client = createApiClient({ baseUrl, store: memoryStore(await logIn()) });
  const file = new File([readFileSync(given("API_WORKBOOK"))], "Template.xlsx", { type: XLSX });
  const uploaded = await client.POST("/admin/templates/upload", {
    params: { query: { cycle: "Q1" } },
    ...uploadOf(file),
  });
  assert.equal(uploaded.data?.fields_count, 1);
  const listed = await client.GET("/admin/templates", { params: { query: { cycle: "Q1" } } });
  assert.deepEqual(listed.data?.templates.map((template) => template.id), [uploaded.data?.template_id]);
});

test("an expired token is renewed once, however many ask at a time, and bodies are sent again", async () => {
  const { store, asked, send } = await expired();
  const client = createApiClient({ baseUrl, store, send });
  const file = new File([readFileSync(given("API_WORKBOOK"))], "Template.xlsx", { type: XLSX });
  const [me, users, uploaded] = await Promise.all([
    client.GET("/auth/me"),
    client.GET("/admin/users"),
    client.POST("/admin/templates/upload", { params: { query: { cycle: "Q2" } }, ...uploadOf(file) }),
  ]);
  assert.deepEqual([me.data?.role, users.data?.total, uploaded.data?.cycle], ["admin", 1, "Q2"]);
  assert.equal(asked.filter((path) => path === "/auth/refresh").length, 1);
  assert.notEqual(store.get()?.access_token, given("API_EXPIRED_TOKEN"));
});

test("who cannot renew is logged out, and asked to log in", async () => {
  const { asked, send } = await expired();
  const store = memoryStore({ access_token: given("API_EXPIRED_TOKEN"), refresh_token: "unknown" });
  const client = createApiClient({ baseUrl, store, send, language: "en" });
  await assert.rejects(client.GET("/auth/me"), { code: "token_expired", detail: /Log in again/ });
  assert.equal(store.get(), null);
  await assert.rejects(client.GET("/auth/me"), { code: "authentication_required" });
  assert.deepEqual(asked, ["/auth/me", "/auth/refresh", "/auth/me"]);
});

test("what is no problem document is an error too", async () => {
  const send = async (): Promise<Response> => new Response("<html>", { status: 502, statusText: "Bad Gateway" });
  const client = createApiClient({ baseUrl, send });
  await assert.rejects(client.GET("/health"), { status: 502, code: null, detail: "Bad Gateway" });
});
