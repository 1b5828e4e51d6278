// The state as one person sees it, fetched again whenever it changes.
import { useEffect, useState } from "preact/hooks";
import { type Drive, Refusal } from "./drive";
import type { State } from "./types";

const RETRY_MS = 1000;

export interface Live {
  state: State | null;
  /** The sandbox doesn't answer at the moment. */
  offline: boolean;
  /** It answers, but knows nobody of that name. */
  stranger: boolean;
}

const NOTHING: Live = { state: null, offline: false, stranger: false };

/** Calls `onChange` at once and at every change, until the returned function is called. */
function follow(as: string, onChange: () => void, onLost: () => void): () => void {
  let socket: WebSocket;
  let timer: ReturnType<typeof setTimeout>;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/_sandbox/changes${as && `?as=${as}`}`);
    socket.onopen = onChange;
    socket.onmessage = onChange;
    socket.onclose = () => {
      onLost();
      timer = setTimeout(open, RETRY_MS);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    socket.onclose = null;
    socket.close();
  };
}

/** Runs `work` again after it ends if it was asked for meanwhile; never twice at once. */
function coalesced(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    again = running;
    if (running) return;
    running = true;
    await work();
    running = false;
    if (again) void run();
  };
  return () => void run();
}

export function useLive(drive: Drive): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    let current = true;
    const refresh = coalesced(async () => {
      const found = await drive.state().catch((problem: unknown) => problem);
      if (!current) return;
      if (found instanceof Refusal) setLive({ ...NOTHING, stranger: true });
      else if (found instanceof Error) setLive((last) => ({ ...last, offline: true }));
      else setLive({ ...NOTHING, state: found as State });
    });
    const lost = () => setLive((last) => ({ ...last, offline: true }));
    const leave = follow(drive.as, refresh, lost);
    refresh();
    return () => {
      current = false;
      leave();
    };
  }, [drive]);
  return live;
}
