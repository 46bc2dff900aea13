"""The table as a program in Python: a line of JSON for each command, and a line of JSON for its outcome."""

import json
import sqlite3
import sys

database = sqlite3.connect(":memory:", isolation_level=None)
database.execute(
    "CREATE TABLE jobs (key TEXT PRIMARY KEY, state TEXT DEFAULT 'free', attempts INTEGER DEFAULT 0,"
    " takenBy TEXT, takenUntilMs INTEGER)"
)
is_due = "attempts < 3" if "--forgets-leases" in sys.argv else "takenUntilMs <= :nowMs AND attempts < 3"
held = {}
now_ms = 0


def fetch(worker):
    job = database.execute(
        "SELECT key FROM jobs WHERE state = 'free' OR (state = 'taken' AND %s) ORDER BY rowid LIMIT 1" % is_due,
        {"nowMs": now_ms},
    ).fetchone()
    if job is None:
        return False
    database.execute(
        "UPDATE jobs SET state = 'taken', attempts = attempts + 1, takenBy = ?, takenUntilMs = ? WHERE key = ?",
        (worker, now_ms + 5000, job[0]),
    )
    held[worker] = job[0]
    return job[0]


def done(worker):
    end = "UPDATE jobs SET state = 'done' WHERE key = ? AND takenBy = ? AND state = 'taken'"
    return database.execute(end, (held.get(worker), worker)).rowcount == 1


def take(command):
    global now_ms
    kind, worker = command["type"], command.get("worker")
    if kind == "begin":
        database.execute("DELETE FROM jobs")
        held.clear()
        now_ms = 0
    if kind == "view":
        return dict(database.execute("SELECT key, state FROM jobs"))
    if kind == "tick":
        now_ms += command["byMs"]
    if kind == "submit":
        key = command.get("retryOf", command["job"])
        return database.execute("INSERT OR IGNORE INTO jobs (key) VALUES (?)", (key,)).rowcount == 1
    if kind in ("crash", "complete"):
        held.pop(worker, None)
    if kind == "commit":
        return done(worker)
    return fetch(worker) if kind == "lease" else False


for line in sys.stdin:
    command = json.loads(line)
    answer = take(command)
    fault = command.get("fault")
    if fault is not None:
        answer = False
        if "worker" in command and (fault != "replyLost" or command["type"] == "lease"):
            held.pop(command["worker"], None)
    print(json.dumps(answer), flush=True)
