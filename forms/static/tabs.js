// One sheet is written in one tab at a time. Another tab that opens it says so, and can take over.
const channel = new BroadcastChannel("tettpaa-sheets");
const name = (key) => `tettpaa-sheet-${key}`;
const PATIENCE = 2_000; // ms for a tab that writes to lay its words down; one that sleeps is not waited for

// Hold the sheet; return false when another tab has it. When it is taken from us, `leave` lays all down first.
export async function hold(key, leave) {
  if (!navigator.locks) return true;
  return new Promise((answer) => {
    const options = { ifAvailable: true };
    navigator.locks
      .request(name(key), options, (lock) => {
        answer(Boolean(lock));
        return lock && new Promise((release) => listen(key, async () => {
          await leave();
          release();
        }));
      })
      .catch(leave); // it was taken while we slept
  });
}

function listen(key, act) {
  channel.addEventListener("message", ({ data }) => {
    if (data.key === key && data.say === "mine") act();
  });
}

// Take a sheet from the tab that has it; that tab lays down what it has first.
export async function take(key) {
  channel.postMessage({ key, say: "mine" });
  const signal = AbortSignal.timeout(PATIENCE);
  await navigator.locks.request(name(key), { signal }, () => {}).catch(() => navigator.locks.request(name(key), { steal: true }, () => {}));
}

// Tell all tabs, this one too, what became of a sheet; and hear it.
const ears = [];
export function tell(key, news) {
  channel.postMessage({ key, ...news });
  for (const ear of ears) ear({ key, ...news });
}
export function hear(act) {
  ears.push(act);
  channel.addEventListener("message", ({ data }) => data.say !== "mine" && act(data));
}

export const isHeld = async (key) => Boolean((await navigator.locks?.query())?.held.some((lock) => lock.name === name(key)));
