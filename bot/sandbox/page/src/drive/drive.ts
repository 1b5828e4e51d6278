// The sandbox's drive API: what people do in Slack, as requests.
import type { ElementState, Option } from "../kit/element_types";
import type { Values } from "../kit/types";
import type { Outcome, Place, State, WireEntry, World } from "./types";

type Body = Record<string, unknown>;

async function request<T>(method: string, path: string, body?: Body): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: body && { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Refusal(answer.status, await answer.text());
  return (answer.status === 204 ? {} : await answer.json()) as T;
}

/** The server said no; `message` is fit to show. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    body: string,
  ) {
    super(wordsOf(body) || `The sandbox answered ${status}`);
  }
}

function wordsOf(body: string): string {
  try {
    return (JSON.parse(body) as Outcome).error ?? "";
  } catch {
    return "";
  }
}

const FAILURES: Record<string, string> = {
  operation_timeout: "The app did not answer in time.",
  dispatch_failed: "The app could not be reached.",
};

function failure({ ok, error, said }: Outcome): string | null {
  return ok || !error ? null : (said ?? FAILURES[error] ?? `The app failed: ${error}`);
}

/** What one person does. Methods resolve to the words of what went wrong, or null. */
export class Drive {
  constructor(readonly as: string) {}

  state(): Promise<State> {
    return request("GET", `/_sandbox/state${this.as && `?as=${this.as}`}`);
  }

  /** Slack itself says in the conversation if a command fails; only what can't be typed is told here. */
  async type(channel: string, text: string, thread_ts?: string): Promise<string | null> {
    try {
      await request("POST", "/_sandbox/type", { as: this.as, channel, text, thread_ts });
      return null;
    } catch (problem) {
      return (problem as Error).message;
    }
  }

  act(
    place: Place,
    block_id: string,
    action_id: string,
    state: ElementState,
  ): Promise<string | null> {
    return this.#do("act", { ...place, block_id, action_id, ...state });
  }

  async suggest(place: Place, block_id: string, action_id: string, value: string) {
    const body = { as: this.as, ...place, block_id, action_id, value };
    return (await request<{ options: Option[] }>("POST", "/_sandbox/suggest", body)).options;
  }

  shortcut(callback_id: string, at?: { channel: string; ts: string }): Promise<string | null> {
    return this.#do("shortcut", { callback_id, ...at });
  }

  async submit(view_id: string, values: Values): Promise<Outcome> {
    try {
      return await request("POST", "/_sandbox/submit", { as: this.as, view_id, values });
    } catch (problem) {
      return { ok: false, error: (problem as Error).message };
    }
  }

  /** Closes the view, or with *everything* all that lie on each other. */
  close(view_id: string, everything = false): Promise<string | null> {
    return this.#do("close", { view_id, everything });
  }

  /** Starts anew, as Slack does: an open modal is forgotten. */
  reload(): Promise<string | null> {
    return this.#do("reload", {});
  }

  read(channel: string): Promise<string | null> {
    return this.#do("read", { channel });
  }

  openHome(): Promise<string | null> {
    return this.#do("home", {});
  }

  async #do(verb: string, body: Body): Promise<string | null> {
    try {
      return failure(await request<Outcome>("POST", `/_sandbox/${verb}`, { as: this.as, ...body }));
    } catch (problem) {
      return (problem as Error).message;
    }
  }
}

export interface SlackFault {
  method: string;
  count: number | null;
  status?: number;
  retry_after?: number;
  delay?: number;
  error?: string;
  after_effect?: boolean;
}

/** What is outside of Slack: the wire, the clock, the API behind the bot. */
export const sandbox = {
  wire: (after: number) => request<WireEntry[]>("GET", `/_sandbox/wire?after=${after}`),
  fault: (fault: SlackFault) => request("POST", "/_sandbox/faults", { ...fault }),
  disconnect: () => request("POST", "/_sandbox/disconnect", { reason: null }),
  endFaults: () => request("DELETE", "/_sandbox/faults"),
  world: () => request<World>("GET", "/_sandbox/world"),
  change: (what: string, body: Body) => request("POST", `/_sandbox/world/${what}`, body),
  mendRedis: () => request("DELETE", "/_sandbox/world/redis"),
  endWorldFaults: () => request("DELETE", "/_sandbox/world/fault"),
};
