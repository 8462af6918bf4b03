// How good the line is, from what the browser counts. Speech suffers from about these values on.
const LOOK_MS = 2_000;
const MOST_LOST = 0.05; // of the packets
const MOST_JITTER_S = 0.06;
const LONGEST_ROUND_TRIP_S = 0.6;
const BAD_LOOKS = 2; // one look can be chance
const GOOD_LOOKS = 3;

async function measure(pc) {
  const now = { received: 0, lost: 0, jitter: 0, roundTrip: 0, theirLoss: 0 };
  for (const report of (await pc.getStats()).values()) {
    if (report.type === "inbound-rtp" && report.kind === "audio") {
      now.received += report.packetsReceived ?? 0;
      now.lost += report.packetsLost ?? 0;
      now.jitter = report.jitter ?? 0;
    } else if (report.type === "remote-inbound-rtp") {
      now.theirLoss = report.fractionLost ?? 0;
      now.roundTrip = Math.max(now.roundTrip, report.roundTripTime ?? 0);
    } else if (report.type === "candidate-pair" && report.nominated) {
      now.roundTrip = Math.max(now.roundTrip, report.currentRoundTripTime ?? 0);
    }
  }
  return now;
}

/** Whether speech suffers between two measurements. */
export function isPoor(before, now) {
  const received = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  const share = received + lost ? lost / (received + lost) : 1; // nothing at all arrived
  return (
    share > MOST_LOST ||
    now.theirLoss > MOST_LOST ||
    now.jitter > MOST_JITTER_S ||
    now.roundTrip > LONGEST_ROUND_TRIP_S
  );
}

/** Look every two seconds; `changed(poor)` is told when it turns. Returns a function that ends it. */
export function watch(pc, changed) {
  let before = null;
  let poor = false;
  let run = 0; // looks in a row that contradict what is shown
  const timer = setInterval(async () => {
    const now = await measure(pc).catch(() => null);
    if (!now || pc.connectionState !== "connected") return;
    if (before) {
      run = isPoor(before, now) === poor ? 0 : run + 1;
      if (run >= (poor ? GOOD_LOOKS : BAD_LOOKS)) {
        poor = !poor;
        run = 0;
        changed(poor);
      }
    }
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}
