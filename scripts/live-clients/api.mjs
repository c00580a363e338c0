// What the server shows, through its HTTP API.

export class Api {
  #web;
  #token;

  constructor({ web, tokens }) {
    this.#web = web;
    this.#token = tokens.admin;
  }

  runs() {
    return this.#list('/api/v1/runs');
  }

  steps(run) {
    return this.#list(`/api/v1/runs/${run.id}/steps`);
  }

  /** The runs that are not among the known ones, oldest first. */
  async newRuns(known) {
    return (await this.runs()).filter((run) => !known.has(run.id)).reverse();
  }

  /**
   * The runs a client has made, at most a few seconds after it ended. Its exports were answered before that, so what
   * is stored can be read at once; only the outcome of a run may take a moment.
   */
  async settledRuns(known) {
    const until = Date.now() + 3_000;
    for (;;) {
      const runs = await this.newRuns(known);
      if ((runs.length > 0 && runs.every((run) => run.status !== 'running')) || Date.now() > until) return runs;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async #list(path) {
    const items = [];
    let cursor = null;
    do {
      const page = await this.#get(`${path}?limit=500${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      items.push(...page.items);
      cursor = page.nextCursor ?? null;
    } while (cursor !== null);
    return items;
  }

  async #get(path) {
    const response = await fetch(this.#web + path, { headers: { authorization: `Bearer ${this.#token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
