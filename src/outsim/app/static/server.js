// Questions to the server that this page came from.

/** A question that cannot be: `message` for people, `at` the control that it is about. */
export class Refused extends Error {
  constructor(problem, at) {
    super(problem);
    this.at = at;
  }
}

/** The server does not answer. */
export class Gone extends Error {}

const AGAIN = 400; // ms until a full server is asked again
const TRIES = 12;

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function fetched(path, options) {
  let reply;
  try {
    reply = await fetch(path, { cache: "no-store", ...options });
  } catch (error) {
    throw options.signal?.aborted ? error : new Gone(path);
  }
  if (reply.ok) return reply;
  const said = await reply.json().catch(() => ({}));
  if (reply.status === 503 || reply.status === 429) return null;
  throw new Refused(said.problem ?? `${reply.status} ${reply.statusText}`, said.at ?? null);
}

async function patiently(path, options) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await fetched(path, options);
    if (reply) return reply;
    await wait(AGAIN);
  }
  throw new Gone(path);
}

const body = (asked, signal) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(asked),
  signal,
});

/** JSON of a path. */
export const get = async (path) => (await patiently(path, {})).json();

/** The JSON that answers a question. */
export const post = async (path, asked, signal) => (await patiently(path, body(asked, signal))).json();

/** The file that answers a question: its text, and the name that it calls itself by. */
export async function postForFile(path, asked) {
  const reply = await patiently(path, body(asked));
  const [, name] = reply.headers.get("content-disposition").match(/filename="([^"]+)"/);
  return { text: await reply.text(), name };
}

/** A function from a question to its answer that gives up on a question when the next is asked; null for those given up. */
export function latest() {
  let under = null;
  return async (path, asked) => {
    under?.abort();
    const own = new AbortController();
    under = own;
    try {
      return await post(path, asked, own.signal);
    } catch (error) {
      if (own.signal.aborted) return null;
      throw error;
    }
  };
}

/** Resolves when the server is ready; tells how far it is meanwhile, and whether it is there at all. */
export async function untilReady(tell) {
  for (;;) {
    try {
      const health = await get("/api/health");
      tell(health);
      if (health.ready || health.problem) return health;
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      tell(null);
    }
    await wait(350);
  }
}
