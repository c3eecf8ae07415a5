import createClient, { type Middleware } from "openapi-fetch";

import type { components, paths } from "@/api/schema";

import { currentLanguage } from "./words";

export type Schemas = components["schemas"];

export interface Trouble {
  where: string;
  why: string;
}

/** A refusal of the product: a stable code, a sentence in the reader's language, and details. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;

  constructor(status: number, code: string, message: string, details: Record<string, unknown>) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.details = details;
  }

  get problems(): Trouble[] {
    const found = this.details.problems;
    return Array.isArray(found) ? (found as Trouble[]) : [];
  }
}

const told: Middleware = {
  onRequest({ request }) {
    request.headers.set("accept-language", currentLanguage());
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: "same-origin" });
api.use(told);

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; raises `Refusal` with the product's own words, also when the line is down. */
export async function ask<T>(answering: Promise<Answered<T>>): Promise<NonNullable<T>> {
  let answer: Answered<T>;
  try {
    answer = await answering;
  } catch {
    throw new Refusal(0, "no_connection", "", {});
  }
  if (answer.response.ok) return (answer.data ?? {}) as NonNullable<T>;
  throw refusalOf(answer.response.status, answer.error);
}

function refusalOf(status: number, body: unknown): Refusal {
  const said = (typeof body === "object" && body ? body : {}) as {
    code?: string;
    message?: string;
    details?: Record<string, unknown>;
  };
  return new Refusal(status, said.code ?? `http_${status}`, said.message ?? "", said.details ?? {});
}

/** Send a file: the one kind of request that the typed client does not make. */
export async function upload<T>(path: string, form: FormData, verb = "POST"): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: verb,
      body: form,
      credentials: "same-origin",
      headers: { "accept-language": currentLanguage() },
    });
  } catch {
    throw new Refusal(0, "no_connection", "", {});
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusalOf(response.status, body);
  return body as T;
}
